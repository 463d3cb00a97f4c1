/** Which of the sub-protocols that a WebSocket client offers is spoken. A file without `ws`: applications see this type. */

/** One of the names that the client offers, in its order, or none. */
export type SubProtocolSelector = (offered: readonly string[]) => string | undefined;
