/** The handshake. */

import type { KnownDifference } from './known-difference.ts';
import { JSON_MARK, literally } from '../outcomes.ts';

const INT32 =
  'Either the JSON value is not in a supported format, or is out of bounds for an Int32.';

export const HANDSHAKE_DIFFERENCES: readonly KnownDifference[] = [
  {
    rule: 'SH-3',
    what: 'versions below 1 are refused',
    case: /^handshake of version (0|-1) at/,
    kind: 'rest',
    theirs: new RegExp(`^text \\{\\}\\n${JSON_MARK}$`),
    ours: /^text \{"error":"The server does not support version (0|-1) of the 'json' protocol\."\}\nclose 1000 ""$/,
  },
  {
    rule: 'SP-52',
    what: 'the detail of a version that is no Int32 is named InvalidDataException',
    case: /^handshake of (version 1.5|a huge version) at \/detailed$/,
    kind: 'part',
    ours: new RegExp(`InvalidDataException(?=: ${literally(INT32)})`),
    theirs: 'FormatException',
  },
  {
    rule: 'SP-52',
    what: 'the detail of a request that is no JSON does not say where',
    case: /^handshake (of an empty record|that is no JSON|that is cut off|with a comment|with a comma too many|with a byte order mark) at \/detailed$/,
    kind: 'records',
    theirs: /handshake\. JsonReaderException: .*\| BytePositionInLine: \d+\."\}$/,
    ours: /handshake\. InvalidDataException: Error reading JSON\."\}$/,
  },
];
