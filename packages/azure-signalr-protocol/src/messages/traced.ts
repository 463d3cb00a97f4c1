/** What many messages have besides their own fields. */

/** A message that can be followed through the service's diagnostic log. */
export interface Traced {
  /** 64 bits, unsigned. Set only while the service asks for it with a `d-m` ping. */
  readonly tracingId?: bigint;
}
