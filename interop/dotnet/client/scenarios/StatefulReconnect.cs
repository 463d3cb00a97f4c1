using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace Parley.Interop.Client.Scenarios;

/// <summary>The socket is cut again and again; no message is lost or doubled, and nobody notices.</summary>
internal static class StatefulReconnect
{
    private const int Cuts = 5;
    private const int Numbers = 100;

    public static async Task Run(Session session)
    {
        if (session.Options.Transport != HttpTransportType.WebSockets)
        {
            throw new NotApplicableException("stateful reconnect is for WebSockets");
        }

        var hub = session.Build("stateful", more: builder => builder.WithStatefulReconnect());
        var received = new ConcurrentQueue<int>();
        hub.On<int>("number", received.Enqueue);
        var closed = Endings.WhenClosed(hub);
        await hub.StartAsync();
        var id = hub.ConnectionId;

        for (var round = 0; round < Cuts; round += 1)
        {
            await RunRound(session, hub, round);
        }

        Expect.Equal(Cuts * Numbers, await hub.InvokeAsync<int>("NoteCount", id).WaitAsync(Session.Patience), "numbers at the server");
        Expect.Equal("in order", await hub.InvokeAsync<string>("NoteOrder", id).WaitAsync(Session.Patience), "the server's order");
        Expect.Equal([.. Enumerable.Range(0, Cuts * Numbers)], received.ToArray(), "numbers at the client");
        Expect.Equal(id, await hub.InvokeAsync<string>("ConnectionId"), "the connection's id");
        Expect.True(!closed.IsCompleted, "the connection was never closed");
    }

    /// <summary>Numbers go both ways while the socket is cut between them.</summary>
    private static async Task RunRound(Session session, HubConnection hub, int round)
    {
        var first = round * Numbers;
        var pending = new List<Task<int>>();
        for (var number = first; number < first + Numbers; number += 1)
        {
            pending.Add(hub.InvokeAsync<int>("ReturnNumber", number));
            if (number == first + (Numbers / 2))
            {
                await session.Network("cut");
            }
        }

        var answers = await Task.WhenAll(pending).WaitAsync(Session.Patience);
        Expect.Equal([.. Enumerable.Range(first, Numbers)], answers, $"answers of round {round}");
    }
}
