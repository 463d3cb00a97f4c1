using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace Parley.Interop.Client.Scenarios;

/// <summary>Connections that end, by whom, and what follows.</summary>
internal static class Endings
{
    public static async Task ServerCloses(Session session)
    {
        var hub = session.Build("hub", more: builder => builder.WithAutomaticReconnect());
        var closed = WhenClosed(hub);
        var isReconnecting = false;
        hub.Reconnecting += _ =>
        {
            isReconnecting = true;
            return Task.CompletedTask;
        };
        await hub.StartAsync();
        await hub.SendAsync("Abort");
        Expect.Equal(null, (await closed.WaitAsync(Session.Patience))?.Message, "the error of onclose");
        Expect.True(!isReconnecting, "an abort is not followed by a reconnect");
    }

    /// <summary>The server ends what it cannot read, and lets the client come back.</summary>
    public static async Task ServerClosesForReconnect(Session session)
    {
        var hub = session.Build("hub", more: builder => builder.WithAutomaticReconnect([TimeSpan.Zero]));
        var reconnected = WhenReconnected(hub);
        await hub.StartAsync();
        var id = hub.ConnectionId;
        await hub.SendAsync("EchoText", new string('x', 40_000));
        var newId = await reconnected.WaitAsync(Session.Patience);
        Expect.True(newId is not null && newId != id, "a new id");
        Expect.Equal("back", await hub.InvokeAsync<string>("EchoText", "back"), "after the reconnect");
    }

    public static async Task AutomaticReconnect(Session session)
    {
        var hub = session.Build("hub", more: builder => builder.WithAutomaticReconnect([TimeSpan.Zero, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1)]));
        var reconnected = WhenReconnected(hub);
        await hub.StartAsync();
        var id = hub.ConnectionId;
        await session.Network("cut");
        var newId = await reconnected.WaitAsync(Session.Patience);
        Expect.True(newId is not null && newId != id, "a new id");
        Expect.Equal(newId, hub.ConnectionId, "the connection's id");
        Expect.Equal("back", await hub.InvokeAsync<string>("EchoText", "back"), "after the reconnect");
    }

    /// <summary>The server's pings are all that comes; the client stays although it would time out without them.</summary>
    public static async Task KeepAlive(Session session)
    {
        var hub = session.Build("brisk");
        hub.ServerTimeout = TimeSpan.FromMilliseconds(2_500);
        hub.KeepAliveInterval = TimeSpan.FromMilliseconds(500);
        var closed = WhenClosed(hub);
        await hub.StartAsync();
        var id = hub.ConnectionId;
        await Task.WhenAny(closed, Task.Delay(6_000));
        Expect.True(!closed.IsCompleted, "the connection stays");
        Expect.Equal(id, await hub.InvokeAsync<string>("ConnectionId"), "the connection's id");
    }

    public static async Task ServerTimeout(Session session)
    {
        NeedsPings(session);
        var hub = session.Build("brisk");
        hub.ServerTimeout = TimeSpan.FromSeconds(2);
        var closed = WhenClosed(hub);
        await hub.StartAsync();
        await session.Network("freeze");
        // A request under way is waited for after the timeout, and is answered only by a network that works again.
        await Task.WhenAny(closed, Task.Delay(4_000));
        await session.Network("thaw");
        var error = await closed.WaitAsync(Session.Patience);
        Expect.Equal("Server timeout (2000.00ms) elapsed without receiving a message from the server.", error?.Message, "the error of onclose");
    }

    /// <summary>The client pings once and is silent afterwards.</summary>
    public static async Task ClientTimeout(Session session)
    {
        NeedsPings(session);
        var hub = session.Build("brisk");
        hub.KeepAliveInterval = TimeSpan.FromMinutes(5);
        var closed = WhenClosed(hub);
        await hub.StartAsync();
        var id = hub.ConnectionId;
        var error = await closed.WaitAsync(Session.Patience);
        Expect.Equal("The server closed the connection with the following error: Connection closed with an error.", error?.Message, "the error of onclose");
        var other = await session.Connect("brisk");
        Expect.Equal(
            "Client hasn't sent a message/ping within the configured ClientTimeoutInterval.",
            await other.InvokeAsync<string>("DisconnectError", id).WaitAsync(Session.Patience),
            "what the hub was told");
    }

    private static void NeedsPings(Session session)
    {
        if (session.Options.Transport == HttpTransportType.LongPolling)
        {
            throw new NotApplicableException("long polling carries no pings");
        }
    }

    public static Task<Exception?> WhenClosed(HubConnection hub)
    {
        var closed = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        hub.Closed += error =>
        {
            closed.TrySetResult(error);
            return Task.CompletedTask;
        };
        return closed.Task;
    }

    private static Task<string?> WhenReconnected(HubConnection hub)
    {
        var reconnected = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        hub.Reconnected += id =>
        {
            reconnected.TrySetResult(id);
            return Task.CompletedTask;
        };
        hub.Closed += error =>
        {
            reconnected.TrySetException(error ?? new UnexpectedException("closed without an error"));
            return Task.CompletedTask;
        };
        return reconnected.Task;
    }
}
