/** The key that the service gives to whoever shows a token of Entra. Rules: docs/spec/azure-signalr.md, AZ-19. */

import type { SigningKey } from './access-token.ts';

const PATH = '/api/v1/auth/accessKey';
/** A key is some hundred bytes. */
const MAX_ANSWER_BYTES = 65_536;

/** @throws {Error} for an answer that holds no key, and for none; it says nothing of what was sent or received. */
export async function requestAccessKey(
  serverEndpoint: string,
  entraToken: string,
  signal: AbortSignal,
): Promise<SigningKey> {
  const response = await fetch(`${serverEndpoint}${PATH}`, {
    headers: { authorization: `Bearer ${entraToken}` },
    redirect: 'error',
    signal,
  });
  const text = await boundedText(response);
  if (response.status !== 200) {
    throw new Error(`The service answered ${response.status} to the request for an access key.`);
  }
  const key = parseKey(text);
  if (key === undefined) {
    throw new Error('The service answered the request for an access key with something else.');
  }
  return key;
}

async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let byteLength = 0;
  for await (const chunk of response.body ?? []) {
    byteLength += chunk.byteLength;
    if (byteLength > MAX_ANSWER_BYTES) {
      throw new Error('The service answered the request for an access key at too great a length.');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseKey(text: string): SigningKey | undefined {
  const { KeyId: keyId, AccessKey: accessKey } = recordIn(text);
  const isKey = isText(keyId) && isText(accessKey);
  return isKey ? { keyId, accessKey } : undefined;
}

function recordIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    // The caller says what is wrong; the parser would quote what may be a key.
    return {};
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
