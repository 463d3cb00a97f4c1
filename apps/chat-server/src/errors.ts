/** Why a server does not start: for the person at the console, who can put it right. */

/** `exitCode`: of the process. 2 is a mistake in what was asked, 1 a machine that does not allow it. */
const CONSEQUENCES = {
  'config-invalid': { exitCode: 2 },
  'data-folder-unusable': { exitCode: 1 },
  'data-folder-in-use': { exitCode: 1 },
  'address-in-use': { exitCode: 1 },
  'address-unusable': { exitCode: 1 },
} as const satisfies Record<string, { readonly exitCode: number }>;

export type StartupErrorCode = keyof typeof CONSEQUENCES;

/** `message` says what is wrong and which setting changes it. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
  readonly code: StartupErrorCode;
  readonly exitCode: number;

  constructor(code: StartupErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.exitCode = CONSEQUENCES[code].exitCode;
  }
}
