/**
 * Claims as app servers are told them. Microsoft's SDK shortens well-known types when it signs a token, and expects
 * them whole when a client comes. Rules: docs/spec/azure-service.md, AS-69.
 */

import type { Claim } from '@parley/azure-signalr-protocol';

const IDENTITY = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';
const WINDOWS_IDENTITY = 'http://schemas.microsoft.com/ws/2008/06/identity/claims';
const NAME_IDENTIFIER = `${IDENTITY}/nameidentifier`;
const ENTRA_IDENTITY = 'http://schemas.microsoft.com/identity/claims';
const AUTHENTICATION = 'http://schemas.microsoft.com/claims';
const USER_ID = 'asrs.s.uid';

/** Those of .NET's inbound map that users have; the rest of it is about certificates, devices and requests. */
const WHOLE_TYPES: ReadonlyMap<string, string> = new Map([
  ['nameid', NAME_IDENTIFIER],
  ['sub', NAME_IDENTIFIER],
  ['unique_name', `${IDENTITY}/name`],
  ['given_name', `${IDENTITY}/givenname`],
  ['family_name', `${IDENTITY}/surname`],
  ['email', `${IDENTITY}/emailaddress`],
  ['upn', `${IDENTITY}/upn`],
  ['website', `${IDENTITY}/webpage`],
  ['gender', `${IDENTITY}/gender`],
  ['birthdate', `${IDENTITY}/dateofbirth`],
  ['oid', `${ENTRA_IDENTITY}/objectidentifier`],
  ['tid', `${ENTRA_IDENTITY}/tenantid`],
  ['scp', `${ENTRA_IDENTITY}/scope`],
  ['idp', `${ENTRA_IDENTITY}/identityprovider`],
  ['acr', `${AUTHENTICATION}/authnclassreference`],
  ['amr', `${AUTHENTICATION}/authnmethodsreferences`],
  ['role', `${WINDOWS_IDENTITY}/role`],
  ['roles', `${WINDOWS_IDENTITY}/role`],
  ['primarysid', `${WINDOWS_IDENTITY}/primarysid`],
  ['primarygroupsid', `${WINDOWS_IDENTITY}/primarygroupsid`],
  ['groupsid', `${WINDOWS_IDENTITY}/groupsid`],
  ['winaccountname', `${WINDOWS_IDENTITY}/windowsaccountname`],
]);

/** In the same order; a type that is not known stays as it is. */
export function inboundClaims(claims: readonly Claim[]): readonly Claim[] {
  return claims.map(({ type, value }) => ({ type: WHOLE_TYPES.get(type) ?? type, value }));
}

/** Of a client, from its token's claims: the service's own claim, or else the first that names somebody. */
export function userIdOf(claims: readonly Claim[]): string | undefined {
  const own = claims.find(({ type }) => type === USER_ID);
  const named = inboundClaims(claims).find(({ type }) => type === NAME_IDENTIFIER);
  return (own ?? named)?.value;
}
