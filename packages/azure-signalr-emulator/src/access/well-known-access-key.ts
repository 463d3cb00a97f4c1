/** The key that everybody knows: that of Microsoft's emulator, so that its connection string is good here too. */

export const WELL_KNOWN_ACCESS_KEY = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEFGH';
