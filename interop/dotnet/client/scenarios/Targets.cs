using Microsoft.AspNetCore.SignalR.Client;

namespace Parley.Interop.Client.Scenarios;

/// <summary>
/// Who receives what. Every second client is on the peer server, so that the same scenarios show
/// one server and a farm.
/// </summary>
internal static class Targets
{
    public static async Task Send(Session session)
    {
        var hub = await session.Connect();
        var name = Guid.NewGuid().ToString();
        await hub.SendAsync("Note", name, "first");
        await hub.SendAsync("ThrowHidden");
        await hub.SendAsync("NoSuchMethod");
        await hub.SendAsync("Note", name, "second");
        Expect.Equal(["first", "second"], await hub.InvokeAsync<string[]>("Notes", name), "notes");
    }

    public static async Task Connections(Session session)
    {
        var room = await Room.Open(session);
        var (first, second, third) = (room.First, room.Second, room.Third);
        await first.InvokeAsync("SendAll", "to all");
        await room.Received("to all", "to all", "to all");
        await first.InvokeAsync("SendOthers", "to others");
        await room.Received(null, "to others", "to others");
        await first.InvokeAsync("SendAllExcept", "but one", new[] { second.ConnectionId });
        await room.Received("but one", null, "but one");
        await first.InvokeAsync("SendAllExcept", "but two", new[] { first.ConnectionId, third.ConnectionId });
        await room.Received(null, "but two", null);
        await first.InvokeAsync("SendTo", second.ConnectionId, "to one");
        await room.Received(null, "to one", null);
        await second.InvokeAsync("SendToMany", new[] { first.ConnectionId, third.ConnectionId }, "to two");
        await room.Received("to two", null, "to two");
        await first.InvokeAsync("SendTo", "nobody", "to nobody");
        await first.InvokeAsync("SendCaller", "to myself");
        await room.Received("to myself", null, null);
        await room.Quiet();
    }

    public static async Task Groups(Session session)
    {
        var room = await Room.Open(session);
        var (first, second, third) = (room.First, room.Second, room.Third);
        var (red, blue) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        await first.InvokeAsync("Join", red);
        await second.InvokeAsync("Join", red);
        await second.InvokeAsync("Join", red);
        await second.InvokeAsync("Join", blue);
        await third.InvokeAsync("SendGroup", red, "to red");
        await room.Received("to red", "to red", null);
        await second.InvokeAsync("SendOthersInGroup", red, "others in red");
        await room.Received("others in red", null, null);
        await third.InvokeAsync("SendGroupExcept", red, "red but one", new[] { first.ConnectionId });
        await room.Received(null, "red but one", null);
        await first.InvokeAsync("SendGroups", new[] { red }, "groups");
        await room.Received("groups", "groups", null);
        await first.InvokeAsync("SendGroup", red.ToUpperInvariant() + "X", "to a stranger");
        await first.InvokeAsync("Leave", red);
        await first.InvokeAsync("Leave", red);
        await first.InvokeAsync("SendGroup", red, "left");
        await room.Received(null, "left", null);
        await room.Quiet();
    }

    /// <summary>Somebody else's membership is changed, wherever that connection is.</summary>
    public static async Task GroupCommands(Session session)
    {
        var room = await Room.Open(session);
        var (first, second, third) = (room.First, room.Second, room.Third);
        var group = Guid.NewGuid().ToString();
        await first.InvokeAsync("JoinOther", second.ConnectionId, group);
        await second.InvokeAsync("JoinOther", first.ConnectionId, group);
        await third.InvokeAsync("SendGroup", group, "both");
        await room.Received("both", "both", null);
        await first.InvokeAsync("LeaveOther", second.ConnectionId, group);
        await second.InvokeAsync("SendGroup", group, "one");
        await room.Received("one", null, null);
        await room.Quiet();
    }

    public static async Task Users(Session session)
    {
        var (alice, bob) = ($"alice-{Guid.NewGuid()}", $"bob-{Guid.NewGuid()}");
        var room = await Room.Open(session, alice, alice, bob);
        await room.Third.InvokeAsync("SendUser", alice, "to alice");
        await room.Received("to alice", "to alice", null);
        await room.First.InvokeAsync("SendUsers", new[] { bob, "nobody" }, "to bob");
        await room.Received(null, null, "to bob");
        await room.Second.InvokeAsync("SendUser", alice.ToUpperInvariant(), "to another Alice");
        await room.Quiet();
        Expect.Equal(alice, await room.First.InvokeAsync<string>("WhoAmI"), "user");
    }

    /// <summary>Three clients: first and third on the server, second on its peer.</summary>
    private sealed class Room
    {
        public required HubConnection First { get; init; }

        public required HubConnection Second { get; init; }

        public required HubConnection Third { get; init; }

        public required Inbox[] Inboxes { get; init; }

        public static async Task<Room> Open(Session session, params string[] users)
        {
            var user = (int index) => index < users.Length ? users[index] : null;
            var first = await session.Connect(user: user(0));
            var second = await session.ConnectPeer(user: user(1));
            var third = await session.Connect(user: user(2));
            return new Room
            {
                First = first,
                Second = second,
                Third = third,
                Inboxes = [new Inbox(first), new Inbox(second), new Inbox(third)],
            };
        }

        /// <summary>
        /// Each receives this, or nothing. Between servers nothing orders one message behind another, so
        /// that what nobody should receive is looked for at the next message and at the end.
        /// </summary>
        public async Task Received(params string?[] expected)
        {
            for (var index = 0; index < expected.Length; index += 1)
            {
                if (expected[index] is { } text)
                {
                    Expect.Equal(text, await Inboxes[index].Next(), $"message of client {index + 1}");
                }
            }
        }

        /// <summary>Nobody has received anything else.</summary>
        public async Task Quiet()
        {
            await Task.Delay(300);
            for (var index = 0; index < Inboxes.Length; index += 1)
            {
                Expect.Equal([], Inboxes[index].Rest(), $"more messages of client {index + 1}");
            }
        }
    }
}
