/** Twenty moments of rooms like those that people have: eight facts, six questions to anybody, six follow-ups. */

import type { Situation } from './situation.ts';

const facts: readonly Situation[] = [
  {
    kind: 'fact',
    room: 'Garden party',
    lines: [
      ['Ana', 'I ordered the cake, it comes on Saturday morning.'],
      ['Bo', 'Great. The key to the shed is under the blue flowerpot.'],
      ['Ana', 'Thanks! Who brings chairs?'],
      ['Mehmet', '@llama where is the key to the shed?'],
    ],
    right: /flower\s?pot/i,
  },
  {
    kind: 'fact',
    room: 'Release 2.4',
    lines: [
      ['Priya', 'The build is green again.'],
      ['Lars', 'Good. We ship on Thursday at noon.'],
      ['Priya', 'Release notes are half done.'],
      ['Chidi', 'Hi @llama, on which day do we ship?'],
    ],
    right: /thursday/i,
  },
  {
    kind: 'fact',
    room: 'general',
    lines: [
      ['Žofie', 'Our new cat is called Biscuit.'],
      ['Tom', 'Aww. How old is it?'],
      ['Žofie', 'Eleven weeks.'],
      ['Ines', "@llama what is the name of Žofie's cat?"],
    ],
    right: /biscuit/i,
  },
  {
    kind: 'fact',
    room: 'Trip to Porto',
    lines: [
      ['Yuki', 'The train leaves at 7:40 from platform 9.'],
      ['Bo', "I'll bring coffee for everybody."],
      ['Ana', '@llama from which platform does the train leave?'],
    ],
    right: /\b(9|nine)\b/i,
  },
  {
    kind: 'fact',
    room: 'Book club',
    lines: [
      ['Ines', 'I finished it yesterday, what an ending.'],
      ['Lars', 'No spoilers please! Next month we read Frankenstein.'],
      ['Ines', 'My favourite.'],
      ['Priya', 'I missed the last meeting. @llama which book do we read next month?'],
    ],
    right: /frankenstein/i,
  },
  {
    kind: 'fact',
    room: 'office',
    lines: [
      ['Tom', 'Lunch is on me today.'],
      ['Mehmet', 'Heads up: the wifi password is now tangerine42.'],
      ['Tom', 'Finally a good one.'],
      ['Yuki', '@llama what is the wifi password?'],
    ],
    right: /tangerine42/i,
  },
  {
    kind: 'fact',
    room: 'Football on Sunday',
    lines: [
      ['Chidi', 'My knee is better, I can play.'],
      ['Bo', 'Sorry, I am ill. I cannot come on Sunday.'],
      ['Lars', 'Get well soon!'],
      ['Ana', '@llama who cannot come on Sunday?'],
    ],
    right: /\bbo\b/i,
    wrong: /chidi (can ?not|can't|is ill)|lars (can ?not|can't|is ill)/i,
  },
  {
    kind: 'fact',
    room: 'Kitchen renovation',
    lines: [
      ['Ines', 'The painter asks for a decision by tonight.'],
      ['Žofie', 'Then green. We paint the kitchen green.'],
      ['Ines', 'Fine by me.'],
      ['Tom', '@llama what colour will the kitchen be?'],
    ],
    right: /green/i,
    wrong: /\b(white|blue|yellow|red)\b/i,
  },
];

const general: readonly Situation[] = [
  {
    kind: 'general',
    room: 'general',
    lines: [['Mehmet', '@llama what is the capital of Italy?']],
    right: /rome/i,
  },
  {
    kind: 'general',
    room: 'quiz night',
    lines: [
      ['Ana', 'Is everybody here?'],
      ['Bo', 'Yes, let us begin.'],
      ['Ana', '@llama how many days does a week have?'],
    ],
    right: /\b(seven|7)\b/i,
  },
  {
    kind: 'general',
    room: 'Homework',
    lines: [['Yuki', '@llama at what temperature in Celsius does water boil?']],
    right: /\b100\b|hundred/i,
  },
  {
    kind: 'general',
    room: 'random',
    lines: [
      ['Lars', 'The new coffee machine is a dream.'],
      ['Priya', 'Agreed.'],
      ['Chidi', '@llama which planet is closest to the sun?'],
    ],
    right: /mercury/i,
  },
  {
    kind: 'general',
    room: 'Zoo visit',
    lines: [['Ines', 'Hello @llama, what do llamas eat?']],
    right: /grass|hay|plants|leaves|vegetation/i,
  },
  {
    kind: 'general',
    room: 'lunch',
    lines: [
      ['Tom', 'I am so hungry.'],
      ['Žofie', '@llama what are the main ingredients of bread?'],
    ],
    right: /flour/i,
  },
];

const followUps: readonly Situation[] = [
  {
    kind: 'follow-up',
    room: 'Geography',
    lines: [
      ['Ana', '@llama what is the capital of France?'],
      ['Llama', 'The capital of France is Paris.'],
      ['Bo', '@llama which language do people speak there?'],
    ],
    right: /french/i,
  },
  {
    kind: 'follow-up',
    room: 'Space',
    lines: [
      ['Chidi', '@llama what is the largest planet of our solar system?'],
      ['Llama', 'The largest planet of our solar system is Jupiter.'],
      ['Lars', 'I knew it.'],
      ['Chidi', '@llama is it bigger than the Earth?'],
    ],
    right: /\byes\b|bigger|larger|times/i,
    wrong: /\bno\b[,.]|not bigger|smaller than (the )?earth/i,
  },
  {
    kind: 'follow-up',
    room: 'Dinner',
    lines: [
      ['Ines', '@llama what could we cook with tomatoes?'],
      ['Llama', 'You could cook a tomato soup with onions and basil.'],
      ['Ines', '@llama which herb was in that?'],
    ],
    right: /basil/i,
  },
  {
    kind: 'follow-up',
    room: 'Music',
    lines: [
      ['Tom', 'My son wants to learn an instrument.'],
      ['Žofie', '@llama which instrument has black and white keys?'],
      ['Llama', 'The piano has black and white keys.'],
      ['Tom', '@llama how many keys does it have?'],
    ],
    right: /\b88\b|eighty-eight/i,
  },
  {
    kind: 'follow-up',
    room: 'Animals',
    lines: [
      ['Priya', '@llama name an animal that lives in the sea'],
      ['Llama', 'A dolphin lives in the sea.'],
      ['Yuki', 'Nice one.'],
      ['Priya', '@llama tell me more about that animal'],
    ],
    right: /dolphin/i,
  },
  {
    kind: 'follow-up',
    room: 'Programming',
    lines: [
      ['Mehmet', '@llama what is a good programming language for beginners?'],
      ['Llama', 'Python is a good programming language for beginners.'],
      ['Ana', '@llama why?'],
    ],
    right: /python|easy|simple|readab|syntax/i,
  },
];

export const groupSituations: readonly Situation[] = [...facts, ...general, ...followUps];
