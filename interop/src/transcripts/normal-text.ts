/** What differs from run to run, and is no difference between two servers: ids, tokens, guids. */

const ID = /(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])/g;
const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const JSON_STRING = /"(?:[^"\\]|\\.)*"/g;

/** Ids by the order in which a transcript names them. */
export class IdNames {
  readonly #names = new Map<string, string>();

  replace(text: string): string {
    return text
      .replace(GUID, (id) => this.#nameOf(id.toLowerCase(), 'guid'))
      .replace(ID, (id) => (hasDigitOrCase(id) ? this.#nameOf(id, 'id') : id));
  }

  #nameOf(id: string, kind: string): string {
    const known = this.#names.get(id);
    if (known !== undefined) {
      return known;
    }
    const name = `<${kind} ${this.#names.size + 1}>`;
    this.#names.set(id, name);
    return name;
  }
}

/** The same JSON with the escapes of its strings in one spelling; all else stays as it is. */
export function withoutEscapes(json: string): string {
  return json.replace(JSON_STRING, (literal) => {
    try {
      return JSON.stringify(JSON.parse(literal));
    } catch {
      // Not a string of JSON: it is compared as it stands.
      return literal;
    }
  });
}

/** A word of 22 letters is no id. */
function hasDigitOrCase(id: string): boolean {
  return /[A-Z0-9_-]/.test(id.slice(1)) && !/^[a-z-]+$/.test(id);
}
