using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace Parley.Interop.HubServer;

public enum Kind
{
    Plain,
    Rich,
}

public sealed record Inner(string[] Tags, double Ratio);

public sealed record Nested(string Name, int Count, Inner Inner, string? Missing);

/// <summary>The same hub as interop/src/hub/interop-hub.ts, method by method.</summary>
public class InteropHub(Memory memory) : Hub
{
    public string? EchoText(string? text) => text;

    public long EchoInteger(long number) => number;

    public double EchoNumber(double number) => number;

    public bool EchoFlag(bool flag) => flag;

    public Nested EchoNested(Nested nested) => nested;

    public byte[] EchoBytes(byte[] bytes) => bytes;

    public DateTime EchoDate(DateTime date) => date;

    public Kind EchoKind(Kind kind) => kind;

    public List<int> EchoList(List<int> list) => list;

    public string[] Pair(string first, string second) => [first, second];

    public int LengthOf(string text) => text.Length;

    public string TextOf(int length) => new('x', length);

    public void Nothing()
    {
    }

    public string ConnectionId() => Context.ConnectionId;

    public string? WhoAmI() => Context.UserIdentifier;

    [Authorize]
    public string? ForUsers() => Context.UserIdentifier;

    public void ThrowReadable() => throw new HubException("Readable.");

    public void ThrowHidden() => throw new InvalidOperationException("Hidden.");

    public async IAsyncEnumerable<int> Count(int upTo)
    {
        for (var number = 1; number <= upTo; number += 1)
        {
            await Task.Yield();
            yield return number;
        }
    }

    public async IAsyncEnumerable<int> CountThenFail(int upTo)
    {
        await foreach (var number in Count(upTo))
        {
            yield return number;
        }

        throw new InvalidOperationException("Hidden.");
    }

    public async IAsyncEnumerable<int> CountThenFailReadably(int upTo)
    {
        await foreach (var number in Count(upTo))
        {
            yield return number;
        }

        throw new HubException("Readable.");
    }

    public IAsyncEnumerable<int> FailBeforeStream(int upTo) => throw new InvalidOperationException("Hidden.");

    /// <summary>Yields one item, and then waits until it is cancelled.</summary>
    public async IAsyncEnumerable<int> OneThenWait(string name, [EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return 1;
        try
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }
        finally
        {
            memory.Signal(name).TrySetResult("cancelled");
        }
    }

    public async IAsyncEnumerable<int> Forever(string name, [EnumeratorCancellation] CancellationToken cancellation)
    {
        try
        {
            for (var number = 1; ; number += 1)
            {
                await Task.Delay(5, cancellation);
                yield return number;
            }
        }
        finally
        {
            memory.Signal(name).TrySetResult("cancelled");
        }
    }

    /// <summary>Answered once the stream of this name has ended.</summary>
    public Task<string> HowEnded(string name) => memory.Signal(name).Task;

    public async Task<int> Sum(IAsyncEnumerable<int> numbers)
    {
        var sum = 0;
        await foreach (var number in numbers)
        {
            sum += number;
        }

        return sum;
    }

    /// <summary>Reads one item and returns.</summary>
    public async Task<int> FirstOf(IAsyncEnumerable<int> numbers)
    {
        await foreach (var number in numbers)
        {
            return number;
        }

        return 0;
    }

    public async IAsyncEnumerable<int> Doubled(IAsyncEnumerable<int> numbers)
    {
        await foreach (var number in numbers)
        {
            yield return number * 2;
        }
    }

    /// <summary>Answered when another connection releases this name.</summary>
    public Task<string> Hold(string name)
    {
        memory.Signal("held " + name).TrySetResult("held");
        return memory.Signal("release " + name).Task;
    }

    /// <summary>As <see cref="Hold"/>: the token of an ordinary call comes with .NET 11.</summary>
    public Task<string> HoldUntilCancelled(string name) => Hold(name);

    public Task UntilHeld(string name) => memory.Signal("held " + name).Task;

    public void Release(string name) => memory.Signal("release " + name).TrySetResult("released");

    public void Note(string name, string text) => memory.Notes(name).Enqueue(text);

    public string[] Notes(string name) => [.. memory.Notes(name)];

    /// <summary>Notes the number, sends it back as an event, and returns it.</summary>
    public async Task<int> ReturnNumber(int number)
    {
        memory.Notes(Context.ConnectionId).Enqueue($"{number}");
        await Clients.Caller.SendAsync("number", number);
        return number;
    }

    public int NoteCount(string name) => memory.Notes(name).Count;

    public string NoteOrder(string name)
    {
        var notes = memory.Notes(name).Select(int.Parse).ToArray();
        return notes.SequenceEqual(notes.Order()) ? "in order" : "out of order";
    }

    public Task SendCaller(string text) => Clients.Caller.SendAsync("message", text);

    public Task SendAll(string text) => Clients.All.SendAsync("message", text);

    public Task SendOthers(string text) => Clients.Others.SendAsync("message", text);

    public Task SendAllExcept(string text, string[] ids) => Clients.AllExcept(ids).SendAsync("message", text);

    public Task SendTo(string id, string text) => Clients.Client(id).SendAsync("message", text);

    public Task SendToMany(string[] ids, string text) => Clients.Clients(ids).SendAsync("message", text);

    public Task SendGroup(string group, string text) => Clients.Group(group).SendAsync("message", text);

    public Task SendGroups(string[] groups, string text) => Clients.Groups(groups).SendAsync("message", text);

    public Task SendGroupExcept(string group, string text, string[] ids) =>
        Clients.GroupExcept(group, ids).SendAsync("message", text);

    public Task SendOthersInGroup(string group, string text) =>
        Clients.OthersInGroup(group).SendAsync("message", text);

    public Task SendUser(string user, string text) => Clients.User(user).SendAsync("message", text);

    public Task SendUsers(string[] users, string text) => Clients.Users(users).SendAsync("message", text);

    public Task Join(string group) => Groups.AddToGroupAsync(Context.ConnectionId, group);

    public Task Leave(string group) => Groups.RemoveFromGroupAsync(Context.ConnectionId, group);

    public Task JoinOther(string id, string group) => Groups.AddToGroupAsync(id, group);

    public Task LeaveOther(string id, string group) => Groups.RemoveFromGroupAsync(id, group);

    public Task<string> Ask(string id, string question) =>
        Clients.Client(id).InvokeAsync<string>("answer", question, CancellationToken.None);

    public void Abort() => Context.Abort();

    /// <summary>Answered once this connection has ended, with the error that the hub was told of.</summary>
    public Task<string> DisconnectError(string id) => memory.Signal("gone " + id).Task;

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        memory.Signal("gone " + Context.ConnectionId).TrySetResult(exception?.Message ?? "no error");
        return Task.CompletedTask;
    }
}

public sealed class DetailedHub(Memory memory) : InteropHub(memory);

public sealed class ParallelHub(Memory memory) : InteropHub(memory);

public sealed class BriskHub(Memory memory) : InteropHub(memory);

/// <summary>Takes nobody.</summary>
public sealed class RefusingHub(Memory memory) : InteropHub(memory)
{
    public override Task OnConnectedAsync() => throw new InvalidOperationException("Hidden.");
}
