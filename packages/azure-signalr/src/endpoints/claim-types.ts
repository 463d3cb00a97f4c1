/**
 * The two names that .NET has for a claim: short in tokens, long in the identities that are made of them. The service
 * gives servers the long ones.
 *
 * The table is that of Microsoft's IdentityModel (`ClaimTypeMapping`).
 */

const XMLSOAP = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/';
const WINDOWS = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/';
const CERTIFICATE = 'http://schemas.microsoft.com/2012/12/certificatecontext/';
const REQUEST = 'http://schemas.microsoft.com/2012/01/requestcontext/claims/';
const DEVICE = 'http://schemas.microsoft.com/2012/01/devicecontext/claims/';
const IDENTITY = 'http://schemas.microsoft.com/identity/claims/';

/** Whom a token is about; the service takes it for the user's id. */
export const NAME_IDENTIFIER = `${XMLSOAP}nameidentifier`;

/** Where two short names share a long one, the first is what the long one becomes. */
const LONG_NAMES: ReadonlyMap<string, string> = new Map([
  ['actort', 'http://schemas.xmlsoap.org/ws/2009/09/identity/claims/actor'],
  ['birthdate', `${XMLSOAP}dateofbirth`],
  ['email', `${XMLSOAP}emailaddress`],
  ['family_name', `${XMLSOAP}surname`],
  ['gender', `${XMLSOAP}gender`],
  ['given_name', `${XMLSOAP}givenname`],
  ['nameid', NAME_IDENTIFIER],
  ['sub', NAME_IDENTIFIER],
  ['website', `${XMLSOAP}webpage`],
  ['unique_name', `${XMLSOAP}name`],
  ['oid', `${IDENTITY}objectidentifier`],
  ['scp', `${IDENTITY}scope`],
  ['tid', `${IDENTITY}tenantid`],
  ['idp', `${IDENTITY}identityprovider`],
  ['acr', 'http://schemas.microsoft.com/claims/authnclassreference'],
  ['amr', 'http://schemas.microsoft.com/claims/authnmethodsreferences'],
  ['adfs1email', 'http://schemas.xmlsoap.org/claims/EmailAddress'],
  ['adfs1upn', 'http://schemas.xmlsoap.org/claims/UPN'],
  ['commonname', 'http://schemas.xmlsoap.org/claims/CommonName'],
  ['group', 'http://schemas.xmlsoap.org/claims/Group'],
  ['authmethod', `${WINDOWS}authenticationmethod`],
  ['certapppolicy', `${CERTIFICATE}extension/applicationpolicy`],
  ['certauthoritykeyidentifier', `${CERTIFICATE}extension/authoritykeyidentifier`],
  ['certbasicconstraints', `${CERTIFICATE}extension/basicconstraints`],
  ['certeku', `${CERTIFICATE}extension/eku`],
  ['certissuer', `${CERTIFICATE}field/issuer`],
  ['certissuername', `${CERTIFICATE}field/issuername`],
  ['certkeyusage', `${CERTIFICATE}extension/keyusage`],
  ['certnotafter', `${CERTIFICATE}field/notafter`],
  ['certnotbefore', `${CERTIFICATE}field/notbefore`],
  ['certpolicy', `${CERTIFICATE}extension/certificatepolicy`],
  ['certpublickey', `${XMLSOAP}rsa`],
  ['certrawdata', `${CERTIFICATE}field/rawdata`],
  ['certserialnumber', `${WINDOWS}serialnumber`],
  ['certsignaturealgorithm', `${CERTIFICATE}field/signaturealgorithm`],
  ['certsubject', `${CERTIFICATE}field/subject`],
  ['certsubjectaltname', `${CERTIFICATE}extension/san`],
  ['certsubjectkeyidentifier', `${CERTIFICATE}extension/subjectkeyidentifier`],
  ['certsubjectname', `${CERTIFICATE}field/subjectname`],
  ['certtemplateinformation', `${CERTIFICATE}extension/certificatetemplateinformation`],
  ['certtemplatename', `${CERTIFICATE}extension/certificatetemplatename`],
  ['certthumbprint', `${XMLSOAP}thumbprint`],
  ['certx509version', `${CERTIFICATE}field/x509version`],
  ['clientapplication', `${REQUEST}x-ms-client-application`],
  ['clientip', `${REQUEST}x-ms-client-ip`],
  ['clientuseragent', `${REQUEST}x-ms-client-user-agent`],
  ['endpointpath', `${REQUEST}x-ms-endpoint-absolute-path`],
  ['forwardedclientip', `${REQUEST}x-ms-forwarded-client-ip`],
  ['proxy', `${REQUEST}x-ms-proxy`],
  ['relyingpartytrustid', `${REQUEST}relyingpartytrustid`],
  ['denyonlyprimarygroupsid', `${WINDOWS}denyonlyprimarygroupsid`],
  ['denyonlyprimarysid', `${WINDOWS}denyonlyprimarysid`],
  ['denyonlysid', `${XMLSOAP}denyonlysid`],
  ['devicedispname', `${DEVICE}displayname`],
  ['deviceid', `${DEVICE}identifier`],
  ['deviceismanaged', `${DEVICE}ismanaged`],
  ['deviceostype', `${DEVICE}ostype`],
  ['deviceosver', `${DEVICE}osversion`],
  ['deviceowner', `${DEVICE}userowner`],
  ['deviceregid', `${DEVICE}registrationid`],
  ['isregistereduser', `${DEVICE}isregistereduser`],
  ['groupsid', `${WINDOWS}groupsid`],
  ['insidecorporatenetwork', 'http://schemas.microsoft.com/ws/2012/01/insidecorporatenetwork'],
  ['ppid', `${XMLSOAP}privatepersonalidentifier`],
  ['primarygroupsid', `${WINDOWS}primarygroupsid`],
  ['primarysid', `${WINDOWS}primarysid`],
  ['pwdchgurl', 'http://schemas.microsoft.com/ws/2012/01/passwordchangeurl'],
  ['pwdexpdays', 'http://schemas.microsoft.com/ws/2012/01/passwordexpirationdays'],
  ['pwdexptime', 'http://schemas.microsoft.com/ws/2012/01/passwordexpirationtime'],
  ['role', `${WINDOWS}role`],
  ['roles', `${WINDOWS}role`],
  ['upn', `${XMLSOAP}upn`],
  ['winaccountname', `${WINDOWS}windowsaccountname`],
]);

const SHORT_NAMES: ReadonlyMap<string, string> = new Map(
  [...LONG_NAMES].toReversed().map(([short, long]) => [long, short]),
);

/** What tokens call it; itself, where .NET has no other name for it. */
export function shortClaimType(type: string): string {
  return SHORT_NAMES.get(type) ?? type;
}

/** Whether a claim of this type has the same name after it has been made long and short again. */
export function keepsItsName(type: string): boolean {
  return !SHORT_NAMES.has(type) && shortClaimType(LONG_NAMES.get(type) ?? type) === type;
}
