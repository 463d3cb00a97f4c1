/** The Redis backplane: several servers, ours or ASP.NET Core's, as one. */

export {};
