using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Connections;
using Parley.Interop.HubServer;

// The hub of interop/src/hub, on ASP.NET Core. `--redis host:port` makes it one server of a farm.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(server => server.Listen(System.Net.IPAddress.Loopback, 0));
builder.Services.AddSingleton<Memory>();
builder.Services
    .AddAuthentication("token")
    .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>("token", null);
builder.Services.AddAuthorization();
builder.Services.AddCors(options => options.AddDefaultPolicy(policy => policy
    .WithOrigins("http://allowed.example").AllowAnyHeader().WithMethods("GET", "POST", "DELETE").AllowCredentials()));

var signalR = builder.Services.AddSignalR()
    .AddMessagePackProtocol()
    .AddHubOptions<DetailedHub>(options => options.EnableDetailedErrors = true)
    .AddHubOptions<ParallelHub>(options => options.MaximumParallelInvocationsPerClient = 10)
    .AddHubOptions<BriskHub>(options =>
    {
        options.KeepAliveInterval = TimeSpan.FromSeconds(1);
        options.ClientTimeoutInterval = TimeSpan.FromSeconds(2);
        options.HandshakeTimeout = TimeSpan.FromSeconds(1);
    });
if (builder.Configuration["redis"] is { } redis)
{
    signalR.AddStackExchangeRedis(redis);
}

var app = builder.Build();
app.UseCors();
app.UseAuthentication();
app.UseAuthorization();
app.UseWebSockets();
app.MapHub<InteropHub>("/hub");
app.MapHub<InteropHub>("/secure").RequireAuthorization();
app.MapHub<InteropHub>("/stateful", options => options.AllowStatefulReconnects = true);
app.MapHub<InteropHub>("/only-sockets", options => options.Transports = HttpTransportType.WebSockets);
app.MapHub<InteropHub>("/only-polling", options => options.Transports = HttpTransportType.LongPolling);
app.MapHub<InteropHub>("/version-one", options => options.MinimumProtocolVersion = 1);
app.MapHub<InteropHub>("/short-polls", options => options.LongPolling.PollTimeout = TimeSpan.FromSeconds(1));
app.MapHub<DetailedHub>("/detailed");
app.MapHub<ParallelHub>("/parallel");
app.MapHub<BriskHub>("/brisk");
app.MapHub<RefusingHub>("/refusing");

await app.StartAsync();
Console.WriteLine("{\"url\":\"" + app.Urls.First() + "/\"}");
// Whoever started this ends it by closing its input.
await Console.In.ReadToEndAsync();
await app.StopAsync();
