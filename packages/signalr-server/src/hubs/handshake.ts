/**
 * Whether we can speak what the client wants to speak. Rules: SH-1 to SH-7.
 */

import type { HandshakeRequest, HubProtocol } from '@parley/signalr-protocol';
import { SENTENCES } from './errors.ts';

export type HandshakeVerdict =
  | { readonly kind: 'accepted'; readonly protocol: HubProtocol }
  | { readonly kind: 'refused'; readonly text: string };

export interface HandshakeTerms {
  readonly protocols: readonly HubProtocol[];
  readonly canCarryBinary: boolean;
}

/** Protocol names match whatever their case, as in ASP.NET Core. */
export function judgeHandshake(request: HandshakeRequest, terms: HandshakeTerms): HandshakeVerdict {
  const name = request.protocol.toLowerCase();
  const protocol = terms.protocols.find((candidate) => candidate.name === name);
  if (protocol === undefined) {
    return { kind: 'refused', text: SENTENCES['protocol-unknown'](request.protocol) };
  }
  if (protocol.transferFormat === 'Binary' && !terms.canCarryBinary) {
    return { kind: 'refused', text: SENTENCES['transfer-format-unsupported'](protocol.name) };
  }
  if (request.version < 1 || request.version > protocol.version) {
    const text = SENTENCES['version-unsupported'](request.version, protocol.name);
    return { kind: 'refused', text };
  }
  return { kind: 'accepted', protocol };
}
