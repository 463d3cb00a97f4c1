/** Outcomes as HTTP answers: a refusal has the status of its code. */

import { PROBLEM_STATUS } from '@parley/chat-protocol';
import type { Outcome, ProblemBody, Refusal } from '@parley/chat-protocol';
import type { FastifyReply } from 'fastify';

export function sendOutcome<T>(reply: FastifyReply, outcome: Outcome<T>): FastifyReply {
  return outcome.ok ? reply.send(outcome.value) : sendRefusal(reply, outcome);
}

export function sendRefusal(reply: FastifyReply, { problem }: Refusal): FastifyReply {
  if (problem.retryAfterMs !== undefined)
    reply.header('retry-after', Math.ceil(problem.retryAfterMs / 1000));
  return reply.code(PROBLEM_STATUS[problem.code]).send({ problem } satisfies ProblemBody);
}
