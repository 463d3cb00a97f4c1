/** What the emulator says to the service's REST API. Rules: docs/spec/azure-service.md, AS-86 to AS-88. */

import { jsonAnswer, type PageAnswer } from './page-answer.ts';

/** Of the one key that there is: nobody looks at it. */
export const ACCESS_KEY_ID = 'emulator';

const HEALTH_PATHS: readonly string[] = ['/api/health', '/api/v1/health'];
const HUB_IN_PATH = /^\/api\/(?:v1\/)?hubs\/([^/:]+)/i;

export type RestRequest =
  | { readonly kind: 'health' }
  /** An app server exchanges its Entra token for the access key. */
  | { readonly kind: 'access-key' }
  /** `hub` is empty where the path names none. */
  | { readonly kind: 'serverless'; readonly hub: string };

/** `undefined` where the path is not the API's. */
export function restRequestOf(path: string): RestRequest | undefined {
  const lowerCase = path.toLowerCase();
  if (HEALTH_PATHS.includes(lowerCase)) {
    return { kind: 'health' };
  }
  if (lowerCase === '/api/v1/auth/accesskey') {
    return { kind: 'access-key' };
  }
  return lowerCase === '/api' || lowerCase.startsWith('/api/')
    ? { kind: 'serverless', hub: HUB_IN_PATH.exec(path)?.[1] ?? '' }
    : undefined;
}

export const SERVERLESS_TEXT =
  'This emulator is Azure SignalR Service in its default mode: an app server holds connections to it and sends through ' +
  'them. It has no REST API. Microsoft has an emulator of the serverless mode, which has one: ' +
  'dotnet tool install -g Microsoft.Azure.SignalR.Emulator, then asrs-emulator start.';

export const ENTRA_TEXT =
  'This emulator was started without Microsoft Entra. Use the connection string with the AccessKey that it prints, or ' +
  'start it with --accept-entra: it then takes any token for one of Entra.';

export const ENTRA_TOKEN_TEXT =
  'There is no token: an app server sends its Entra token as Authorization: Bearer.';

export function refusalAnswer(status: number, code: string, message: string): PageAnswer {
  return jsonAnswer(status, { code, message });
}

/** As the SDK reads it. */
export function accessKeyAnswer(accessKey: string): PageAnswer {
  return jsonAnswer(200, { KeyId: ACCESS_KEY_ID, AccessKey: accessKey });
}
