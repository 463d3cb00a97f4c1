using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Parley.Interop.Client.Scenarios;

/// <summary>Calls that fail, and what the client reads of it.</summary>
internal static class Errors
{
    public static async Task Run(Session session)
    {
        var hub = await session.Connect();
        await Fails(hub, "ThrowReadable", "An unexpected error occurred invoking 'ThrowReadable' on the server. HubException: Readable.");
        await Fails(hub, "ThrowHidden", "An unexpected error occurred invoking 'ThrowHidden' on the server.");
        await Fails(hub, "NoSuchMethod", "Failed to invoke 'NoSuchMethod' due to an error on the server. HubException: Method does not exist.");
        await Fails(hub, "EchoText", "Failed to invoke 'EchoText' due to an error on the server.");
        await Fails(hub, "EchoInteger", "Failed to invoke 'EchoInteger' due to an error on the server.", "no number");
        await Errors.Fails(hub, "SendGroups", "An unexpected error occurred invoking 'SendGroups' on the server.", new[] { "" }, "x");
        Expect.Equal("still here", await hub.InvokeAsync<string>("EchoText", "still here"), "after errors");
    }

    public static async Task RunDetailed(Session session)
    {
        var hub = await session.Connect("detailed");
        await Fails(hub, "ThrowHidden", "An unexpected error occurred invoking 'ThrowHidden' on the server. InvalidOperationException: Hidden.");
        await Fails(hub, "EchoText", "Failed to invoke 'EchoText' due to an error on the server. InvalidDataException: Invocation provides 0 argument(s) but target expects 1.");
    }

    public static async Task RunUnauthorized(Session session)
    {
        var stranger = await session.Connect();
        await Fails(stranger, "ForUsers", "Failed to invoke 'ForUsers' because user is unauthorized");
        var alice = await session.Connect(user: "alice");
        Expect.Equal("alice", await alice.InvokeAsync<string>("ForUsers"), "authorized");
    }

    public static async Task Fails(HubConnection hub, string method, string expected, params object?[] arguments)
    {
        var text = await Expect.FailureOf<HubException>(() => hub.InvokeCoreAsync<object?>(method, arguments));
        Expect.Equal(expected, text, method);
    }
}
