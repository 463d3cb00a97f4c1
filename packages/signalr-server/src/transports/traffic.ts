/** What the connections of one endpoint have carried, counted as it is written and as it comes. Rules: ST-144. */

/** Since the start. Written to by the connections; one for all of them. */
export interface Traffic {
  /** Whole records, to everybody that they were sent to. */
  messagesSent: number;
  /** Of records, without what a transport puts around them. */
  bytesSent: number;
  bytesReceived: number;
}

/** All at zero. */
export function createTraffic(): Traffic {
  return { messagesSent: 0, bytesSent: 0, bytesReceived: 0 };
}
