import { digits, digitsOf, from, lower, oneOf, parts, upper, type FakeValue } from './valueParts';

const thing = oneOf(
  ...'tractor penguin whisky lighthouse saxophone pancake meteor cactus violet jupiter hammock blizzard parrot kettle walrus mustang raspberry compass trumpet glacier'.split(
    ' ',
  ),
);
const abroad = oneOf(
  ...'kartoffel schmetterling bibliotheque grenouille mariposa pomodoro cachorro fiets motyl hvalross lumipallo karpuz borsch tanuki gohyang'.split(
    ' ',
  ),
);
const city = oneOf(
  ...'Lisbon Zagreb Uppsala Kyoto Bogota Gdansk Aarhus Palermo Utrecht Izmir Odessa Tampere'.split(' '),
);
const pet = oneOf(...'Bella Rex Minka Balou Simba Nala Kitty Bruno Felix Luna'.split(' '));
const season = oneOf('Spring', 'Summer', 'Autumn', 'Winter', 'Januar', 'Juillet', 'Octubre');
const year: FakeValue = (random) => String(1970 + Math.floor(random() * 57));

/** More of what people choose, in other words and other shapes. */
export const otherPasswords: Readonly<Record<string, FakeValue>> = {
  pxWord: thing,
  pxAbroad: abroad,
  pxWordDigits: parts(thing, digitsOf(2)),
  pxDigitsWord: parts(digitsOf(3), abroad),
  pxCity: parts(city, year),
  pxSeason: parts(season, year, oneOf('!', '', '?', '#')),
  pxPets: parts(pet, oneOf('&', '+', 'und', '_'), pet),
  pxPetYear: parts(pet, oneOf('*', '.', '-', ''), year),
  pxDice: parts(thing, ' ', abroad, ' ', thing, ' ', abroad, ' ', thing),
  pxDiceDash: parts(thing, '-', thing, '-', abroad, '-', digitsOf(1)),
  pxTitle: parts('Le petit ', abroad, ' ', year),
  pxSlash: parts(thing, '/', digitsOf(2), '/', from(lower, 3)),
  pxPlate: parts(from(upper, 2), '-', digitsOf(5)),
  pxInitials: parts(from(lower, 1), '.', abroad, digitsOf(2)),
  pxTwice: parts(pet, pet, digitsOf(1)),
  pxTilde: parts('~', thing, '~', digitsOf(2)),
  pxPercent: parts(digitsOf(3), '%', thing),
  pxDollar: parts('$', thing, '$', from(digits, 1)),
  pxBrackets: parts(thing, '[', digitsOf(2), ']'),
  pxApostrophe: parts("don't", digitsOf(1), thing),
  pxUmlaut: parts(
    oneOf('Jürgen', 'Łódź', 'forêt', 'niño', 'smörgås', 'ördek', 'Čapek'),
    digitsOf(2),
    oneOf('!', '', '+'),
  ),
  pxGreek: parts(oneOf('θάλασσα', 'καλημέρα', 'ήλιος'), digitsOf(2)),
  pxCyrillic: parts(oneOf('берёза', 'Одеса', 'кошка', 'Сочи'), year),
  pxKana: parts(oneOf('ねこ', 'さくら', '小猫', '고양이', '바다'), digitsOf(4)),
  pxEmoji: parts(thing, oneOf('🦊', '🍕', '🚀'), digitsOf(2)),
  pxPin: digitsOf(5),
  pxCaps: parts(from(upper, 4), '_', digitsOf(4)),
  pxMask: parts('X', from(lower, 3), digitsOf(2), '!', from(lower, 3)),
};
