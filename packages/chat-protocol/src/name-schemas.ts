/** Names as schemas: checked, and in the form in which they are kept. */

import { z } from 'zod';
import { displayNameProblem, normaliseName, roomNameProblem } from './names.ts';

function nameSchema(problemOf: (name: string) => string | undefined) {
  return z
    .string()
    .max(512, 'This name is far too long.')
    .check((context) => {
      const problem = problemOf(context.value);
      if (problem !== undefined)
        context.issues.push({ code: 'custom', message: problem, input: context.value });
    })
    .transform(normaliseName);
}

export const displayNameSchema = nameSchema(displayNameProblem);
export const roomNameSchema = nameSchema(roomNameProblem);
