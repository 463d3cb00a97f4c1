/** What one client gets of a message to several. */

export interface Multicast {
  readonly bytes: Uint8Array;
  /** Through which it reaches the client, if through one. */
  readonly group: string | undefined;
}
