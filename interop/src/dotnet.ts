/** `npm run interop:dotnet`: Microsoft's own server and client against ours. */

export {};
