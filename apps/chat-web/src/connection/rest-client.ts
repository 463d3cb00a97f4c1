/** REST calls: session, history, and what an agent was given. Same origin, session cookie. */

import { PROBLEM_STATUS } from '@parley/chat-protocol';
import type {
  ClaimLinkInput,
  DeviceLink,
  HeardTranscript,
  HistoryPage,
  MessageId,
  ProblemBody,
  RoomId,
  SessionView,
  SignInInput,
} from '@parley/chat-protocol';
import { UNREACHABLE } from './call-outcome.ts';
import type { CallOutcome } from './call-outcome.ts';

export interface RestClient {
  readSession(): Promise<CallOutcome<SessionView>>;
  signIn(input: SignInInput): Promise<CallOutcome<SessionView>>;
  signOut(): Promise<CallOutcome<unknown>>;
  claimLink(input: ClaimLinkInput): Promise<CallOutcome<SessionView>>;
  createDeviceLink(): Promise<CallOutcome<DeviceLink>>;
  /** The page before a sequence. */
  readHistory(roomId: RoomId, before: number): Promise<CallOutcome<HistoryPage>>;
  readTranscript(roomId: RoomId, messageId: MessageId): Promise<CallOutcome<HeardTranscript>>;
}

export const restClient: RestClient = {
  readSession: () => request('GET', '/api/session'),
  signIn: (input) => request('POST', '/api/session', input),
  signOut: () => request('DELETE', '/api/session'),
  claimLink: (input) => request('POST', '/api/session/claim', input),
  createDeviceLink: () => request('POST', '/api/session/link'),
  readHistory: (roomId, before) => request('GET', `/api/rooms/${roomId}/messages?before=${before}`),
  readTranscript: (roomId, messageId) =>
    request('GET', `/api/rooms/${roomId}/replies/${messageId}/transcript`),
};

async function request<T>(method: string, path: string, body?: unknown): Promise<CallOutcome<T>> {
  try {
    const response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const content: unknown = text === '' ? null : JSON.parse(text);
    if (response.ok) return { kind: 'done', value: content as T };
    return isProblemBody(content) ? { kind: 'refused', problem: content.problem } : UNREACHABLE;
  } catch {
    return UNREACHABLE; // No network, or something between that is not our server.
  }
}

function isProblemBody(content: unknown): content is ProblemBody {
  if (typeof content !== 'object' || content === null || !('problem' in content)) return false;
  const { problem } = content;
  if (typeof problem !== 'object' || problem === null || !('code' in problem)) return false;
  return typeof problem.code === 'string' && Object.hasOwn(PROBLEM_STATUS, problem.code);
}
