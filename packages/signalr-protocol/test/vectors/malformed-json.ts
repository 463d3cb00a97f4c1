/** Records that break the shape of their type, and what ASP.NET Core says about them. */
export const MALFORMED_JSON: readonly (readonly [json: string, message: string])[] = [
  ['42', "Unexpected JSON Token Type 'Number'. Expected a JSON Object."],
  ['true', "Unexpected JSON Token Type 'True'. Expected a JSON Object."],
  ['[]', "Unexpected JSON Token Type 'Array'. Expected a JSON Object."],
  ['{"target":"t"}', "Missing required property 'type'."],
  ['{"type":"1"}', "Expected 'type' to be of type Number."],
  ['{"type":null}', "Expected 'type' to be of type Number."],
  [
    '{"type":1.5}',
    'Either the JSON value is not in a supported format, or is out of bounds for an Int32.',
  ],
  [
    '{"type":4294967297}',
    'Either the JSON value is not in a supported format, or is out of bounds for an Int32.',
  ],
  ['{"type":1,"arguments":[]}', "Missing required property 'target'."],
  [
    '{"type":1,"invocationId":null,"target":"t","arguments":[]}',
    "Expected 'invocationId' to be of type String.",
  ],
  [
    '{"type":1,"target":"t","arguments":[],"streamIds":"s"}',
    "Expected 'streamIds' to be of type Array.",
  ],
  [
    '{"type":1,"target":"t","arguments":[],"streamIds":[null]}',
    "Null value for 'streamIds' is not valid.",
  ],
  [
    '{"type":1,"target":"t","arguments":[],"headers":[]}',
    "Expected 'headers' to be of type StartObject.",
  ],
  [
    '{"type":1,"target":"t","arguments":[],"headers":{"h":1}}',
    "Expected header 'h' to be of type String.",
  ],
  ['{"type":2,"invocationId":"","item":1}', "Missing required property 'invocationId'."],
  ['{"type":3,"invocationId":7}', "Expected 'invocationId' to be of type String."],
  [
    '{"type":3,"invocationId":"1","error":"","result":null}',
    "The 'error' and 'result' properties are mutually exclusive.",
  ],
  [
    '{"type":3,"invocationId":"1","error":"e","result":true}',
    "The 'error' and 'result' properties are mutually exclusive.",
  ],
  ['{"type":4,"invocationId":"1","arguments":[]}', "Missing required property 'target'."],
  ['{"type":5}', "Missing required property 'invocationId'."],
  ['{"type":7,"error":1}', "Expected 'error' to be of type String."],
  ['{"type":7,"allowReconnect":"yes"}', "Expected 'allowReconnect' to be true or false."],
  ['{"type":8}', "Missing required property 'sequenceId'."],
  ['{"type":9,"sequenceId":"1"}', "Expected 'sequenceId' to be of type Number."],
];
