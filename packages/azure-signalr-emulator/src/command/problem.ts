/** What is wrong with the value of a flag or a variable: a sentence without its beginning, which is their name. */
export class Problem {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}
