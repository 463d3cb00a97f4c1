using Microsoft.AspNetCore.SignalR;

namespace FanoutServer;

/// <summary>The room every client joins, or none.</summary>
public sealed record Room(string? Name);

public sealed class FanoutHub(Room room) : Hub
{
    private static int s_connections;

    public static int ConnectionCount => Volatile.Read(ref s_connections);

    public string Echo(string text) => text;

    public override async Task OnConnectedAsync()
    {
        Interlocked.Increment(ref s_connections);
        if (room.Name is not null)
        {
            await Groups.AddToGroupAsync(Context.ConnectionId, room.Name);
        }
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        Interlocked.Decrement(ref s_connections);
        return Task.CompletedTask;
    }
}
