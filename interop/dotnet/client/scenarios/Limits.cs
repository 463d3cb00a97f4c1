using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Parley.Interop.Client.Scenarios;

/// <summary>Messages as large as allowed and larger, and many calls at once.</summary>
internal static class Limits
{
    private const int MaximumMessageBytes = 32_768;

    public static async Task LargeMessages(Session session)
    {
        var fitting = await session.Connect();
        var text = TextFor(session, MaximumMessageBytes);
        Expect.Equal(text.Length, await fitting.InvokeAsync<int>("LengthOf", text), "a message of the limit");

        var over = await session.Connect();
        var closed = Endings.WhenClosed(over);
        await over.SendAsync("LengthOf", TextFor(session, MaximumMessageBytes + 1, invocationId: null));
        var error = await closed.WaitAsync(Session.Patience);
        Expect.Equal("The server closed the connection with the following error: Connection closed with an error.", error?.Message, "a message over the limit");

        var reader = await session.Connect();
        Expect.Equal(1_000_000, (await reader.InvokeAsync<string>("TextOf", 1_000_000)).Length, "a large result");
    }

    public static async Task ParallelInvocations(Session session)
    {
        var hub = await session.Connect();
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => hub.InvokeAsync<long>("EchoInteger", (long)number)));
        Expect.Equal([.. Enumerable.Range(0, 100).Select(number => (long)number)], answers, "answers");
    }

    public static async Task BinaryRefused(Session session)
    {
        Expect.True(!session.IsJson && session.Options.Transport == HttpTransportType.ServerSentEvents, "MessagePack over Server-Sent Events");
        var hub = session.Build("hub");
        await Expect.FailureOf<Exception>(() => hub.StartAsync());
    }

    /// <summary>A text with which the first invocation of a connection is of exactly this size.</summary>
    private static string TextFor(Session session, int messageBytes, string? invocationId = "1")
    {
        IHubProtocol protocol = session.IsJson ? new JsonHubProtocol() : new MessagePackHubProtocol();
        var guess = new string('x', 32_000);
        var size = protocol.GetMessageBytes(new InvocationMessage(invocationId, "LengthOf", [guess])).Length;
        return new string('x', guess.Length + messageBytes - size);
    }
}
