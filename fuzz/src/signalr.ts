/** `npm run fuzz:signalr`: hostile frames against a live server. */

export {};
