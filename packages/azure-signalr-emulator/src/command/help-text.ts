/** What `--help` prints. */

export const HELP_TEXT = `Azure SignalR Service in its default mode, on this machine: for development and tests.

Usage: azure-signalr-emulator [flags]

  --port PORT            where it listens; 0 takes a free port  [PORT; default: 8888]
  --host HOST            0.0.0.0 listens on every address  [AZURE_SIGNALR_EMULATOR_HOST; default: 127.0.0.1]
  --access-key KEY       32 bytes or more  [AZURE_SIGNALR_EMULATOR_ACCESS_KEY; default: that of Microsoft's emulator]
  --tier TIER            enforces its limits: none, free, standard, or standard:2 for 2 units
                         [AZURE_SIGNALR_EMULATOR_TIER; default: none]
  --also-bill KINDS      counts what is free as far as anybody knows: ping, handshake, acknowledgement, connection,
                         with commas between them  [AZURE_SIGNALR_EMULATOR_ALSO_BILL; default: none]
  --clock-skew SECONDS   how far other clocks may be off  [AZURE_SIGNALR_EMULATOR_CLOCK_SKEW; default: 300]
  --assume NAME=VALUE    what nobody outside knows of Azure, as deliversOncePerGroup=false, with commas between several;
                         an unknown name tells them all  [AZURE_SIGNALR_EMULATOR_ASSUME; default: none]
  --accept-entra         takes any token for one of Microsoft Entra
  --help                 this text
  --version              the version

A flag wins over its variable. The address that it prints has a page with all that is connected and billed.
`;
