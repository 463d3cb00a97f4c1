// The ASP.NET Core side of the fan-out benchmark: the hub, and the commands that every server of it answers, one line
// of JSON in, one line out.

using System.Net;
using System.Text.Json;
using FanoutServer;
using Microsoft.AspNetCore.SignalR;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
builder.Services.AddSingleton(new Room(args.Contains("--room") ? Records.Room : null));
builder.Services.AddSignalR(hub => hub.KeepAliveInterval = TimeSpan.FromHours(1));

var app = builder.Build();
app.MapHub<FanoutHub>("/hub");
await app.StartAsync();

var hub = app.Services.GetRequiredService<IHubContext<FanoutHub>>();
var room = app.Services.GetRequiredService<Room>();
var target = room.Name is null ? hub.Clients.All : hub.Clients.Group(room.Name);
var sender = new PacedSender(target);
var trigger = new Trigger(sender);
_ = trigger.Run();

Write(new
{
    ready = new
    {
        port = new Uri(app.Urls.First()).Port,
        triggerPort = trigger.Port,
        runtime = $".NET {Environment.Version}, server GC {System.Runtime.GCSettings.IsServerGC}",
    },
});

while (await Console.In.ReadLineAsync() is { } line)
{
    _ = Answer(JsonDocument.Parse(line).RootElement);
}
Environment.Exit(0);

async Task Answer(JsonElement command)
{
    var id = command.GetProperty("id").GetInt32();
    try
    {
        Write(new { id, answer = await Run(command.GetProperty("do").GetString(), command.GetProperty("input")) });
    }
    catch (Exception error)
    {
        Write(new { id, error = error.ToString() });
    }
}

async Task<object?> Run(string? command, JsonElement input)
{
    switch (command)
    {
        case "produce":
            return await sender.Produce(new ProduceRequest(
                input.GetProperty("startUs").GetInt64(),
                input.GetProperty("recordsPerSecond").GetDouble(),
                input.GetProperty("seconds").GetDouble()));
        case "figures":
            return new { connections = FanoutHub.ConnectionCount };
        case "collectGarbage":
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            return null;
        default:
            throw new InvalidOperationException($"There is no command '{command}'.");
    }
}

void Write(object answer)
{
    lock (Console.Out)
    {
        Console.Out.WriteLine(JsonSerializer.Serialize(answer));
        Console.Out.Flush();
    }
}
