/** What the service calls a hub. Rules: docs/spec/azure-signalr.md, AZ-39. */

const HUB_NAME = /^[a-z][a-z0-9_]*$/;

/**
 * The hub's name, or its path without what the service takes in no name, behind the application's: `/hubs/chat` is
 * `hubs_chat`, and `parley_hubs_chat` of the application `Parley`.
 *
 * @throws {TypeError} for what has no such name: a letter comes first, then letters, digits and underscores.
 */
export function serviceHubName(hubName: string, applicationName: string | undefined): string {
  const hub = hubName
    .toLowerCase()
    .replace(/^\/+|\/+$/g, '')
    .replaceAll(/[/.-]+/g, '_');
  const name =
    applicationName === undefined || applicationName === ''
      ? hub
      : `${applicationName.toLowerCase()}_${hub}`;
  if (!HUB_NAME.test(name) || hub === '') {
    throw new TypeError(
      `'${hubName}' is no name of a hub for Azure SignalR Service: set its option 'name', of letters, digits and underscores, and an application name of the same.`,
    );
  }
  return name;
}
