using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Parley.Interop.Client.Scenarios;

/// <summary>Streams in both directions, and calls that are cancelled.</summary>
internal static class Streams
{
    public static async Task FromServer(Session session)
    {
        var hub = await session.Connect();
        Expect.Equal([1, 2, 3, 4, 5], await All(hub.StreamAsync<int>("Count", 5)), "stream");
        Expect.Equal([], await All(hub.StreamAsync<int>("Count", 0)), "empty stream");
        await FailsAfter(hub, "CountThenFail", 2, "An error occurred on the server while streaming results.");
        await FailsAfter(hub, "CountThenFailReadably", 2, "An error occurred on the server while streaming results. HubException: Readable.");
        await FailsAfter(hub, "FailBeforeStream", 0, "An unexpected error occurred invoking 'FailBeforeStream' on the server.");
        await FailsAfter(hub, "EchoText", 0, "The client attempted to invoke the non-streaming 'EchoText' method with a streaming invocation.", "x");
        await Errors.Fails(hub, "Count", "The client attempted to invoke the streaming 'Count' method with a non-streaming invocation.", 3);
    }

    public static async Task FromClient(Session session)
    {
        var hub = await session.Connect();
        Expect.Equal(5050, await hub.InvokeAsync<int>("Sum", Numbers(100)), "sum");
        Expect.Equal(0, await hub.InvokeAsync<int>("Sum", Numbers(0)), "sum of nothing");
        var channel = Channel.CreateUnbounded<int>();
        var sum = hub.InvokeAsync<int>("Sum", channel.Reader);
        await channel.Writer.WriteAsync(20);
        await channel.Writer.WriteAsync(22);
        channel.Writer.Complete();
        Expect.Equal(42, await sum, "sum of a channel");
        var text = await Expect.FailureOf<HubException>(() => hub.InvokeAsync<int>("Sum", Broken()));
        const string Expected = "An unexpected error occurred invoking 'Sum' on the server. HubException: Stream errored by client: 'System.InvalidOperationException: Broken.";
        Expect.True(text.StartsWith(Expected, StringComparison.Ordinal), $"a stream that fails: {text}");
    }

    public static async Task BothWays(Session session)
    {
        var hub = await session.Connect();
        Expect.Equal([2, 4, 6], await All(hub.StreamAsync<int>("Doubled", Numbers(3))), "doubled");
    }

    public static async Task Cancel(Session session)
    {
        var hub = await session.Connect();
        var name = Guid.NewGuid().ToString();
        using var cancel = new CancellationTokenSource();
        var items = 0;
        try
        {
            await foreach (var item in hub.StreamAsync<int>("Forever", name, cancel.Token))
            {
                items += 1;
                if (items == 3)
                {
                    await cancel.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            Expect.True(items >= 3, "items before the cancel");
        }

        Expect.Equal("cancelled", await hub.InvokeAsync<string>("HowEnded", name).WaitAsync(Session.Patience), "the server's end");
    }

    /// <summary>This client stops waiting; the call goes on, and so does the connection.</summary>
    public static async Task CancelInvocation(Session session)
    {
        var hub = await session.Connect();
        var other = await session.Connect();
        var name = Guid.NewGuid().ToString();
        using var cancel = new CancellationTokenSource();
        var held = hub.InvokeAsync<string>("Hold", name, cancel.Token);
        await other.InvokeAsync("UntilHeld", name);
        await cancel.CancelAsync();
        await Expect.FailureOf<OperationCanceledException>(() => held);
        await other.InvokeAsync("Release", name);
        Expect.Equal("next", await hub.InvokeAsync<string>("EchoText", "next"), "the next call");
    }

    private static async Task FailsAfter(HubConnection hub, string method, int items, string expected, object? argument = null)
    {
        var received = 0;
        var text = await Expect.FailureOf<HubException>(async () =>
        {
            await foreach (var item in hub.StreamAsync<int>(method, argument ?? items))
            {
                received += 1;
            }
        });
        Expect.Equal(expected, text, method);
        Expect.Equal(items, received, method + " items");
    }

    private static async Task<int[]> All(IAsyncEnumerable<int> source)
    {
        var items = new List<int>();
        await foreach (var item in source)
        {
            items.Add(item);
        }

        return [.. items];
    }

    private static async IAsyncEnumerable<int> Numbers(int count)
    {
        for (var number = 1; number <= count; number += 1)
        {
            await Task.Yield();
            yield return number;
        }
    }

    private static async IAsyncEnumerable<int> Broken()
    {
        yield return 1;
        await Task.Yield();
        throw new InvalidOperationException("Broken.");
    }
}
