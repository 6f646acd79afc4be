import { alnum, digits, digitsOf, from, lower, oneOf, parts, upper, type FakeValue } from './valueParts';

const word = oneOf(
  ...'sunshine monkey football shadow master princess cheese orange silver rocket falcon tiger guitar banana hunter summer autumn pepper ginger cookie thunder marble lantern harbor velvet'.split(
    ' ',
  ),
);
const foreign = oneOf(
  ...'schatz fussball sommer katze bonjour soleil chocolat marseille estrella tequiero amorcito ciao juventus benfica saudade voetbal kochanie polska slunicko sommar hejsan perkele galatasaray parol moskva sakura'.split(
    ' ',
  ),
);
const firstName = oneOf(
  ...'Julia Thomas Andrea Michael Chloe Mateo Giulia Pedro Anouk Kasia Lukas Freja Aino Emre Olga Taras Yuki Wei'.split(
    ' ',
  ),
);
const role = oneOf('admin', 'root', 'service', 'deploy', 'backup', 'replica', 'dev', 'prod', 'test', 'app');
const system = oneOf('db', 'web', 'mail', 'nas', 'ldap', 'redis', 'jira', 'vpn', 'wiki', 'ci');
const mark = oneOf('!', '!!', '.', '?', '*', '#', '$', '@', '+');
const year: FakeValue = (random) => String(1960 + Math.floor(random() * 67));

function capital(value: FakeValue): FakeValue {
  return (random) => value(random).replace(/^./, (first) => first.toUpperCase());
}

function changed(value: FakeValue, ...pairs: readonly (readonly [string, string])[]): FakeValue {
  return (random) => pairs.reduce((text, [old, now]) => text.replaceAll(old, now), value(random));
}

/** What people choose: each kind looks like something that is no password. */
export const humanPasswords: Readonly<Record<string, FakeValue>> = {
  pwWord: word,
  pwForeign: foreign,
  pwWordDigits: parts(word, digitsOf(3)),
  pwDigit: parts(word, from(digits, 1)),
  pwYear: parts(capital(word), year),
  pwYearMark: parts(capital(foreign), year, mark),
  pwName: parts(firstName, digitsOf(2)),
  pwNameYear: parts(firstName, oneOf('', '.', '_', '-'), year),
  pwSpaces: parts(word, ' ', foreign, ' ', word, ' ', word),
  pwTwoWords: parts(capital(word), ' ', word),
  pwDashed: parts(word, '-', word, '-', foreign, '-', word),
  pwCamel: parts(capital(word), capital(word), capital(foreign)),
  pwDotted: parts(word, '.', foreign, '.', digitsOf(2)),
  pwUnder: parts(system, '_', role, '_', word),
  pwRole: parts(role, digitsOf(3)),
  pwHost: parts(system, digitsOf(2), '.', word, '.', oneOf('local', 'lan', 'net', 'org')),
  pwMail: parts(word, '@', system, digitsOf(2)),
  pwLeet: changed(parts(capital(word), digitsOf(2)), ['a', '@'], ['e', '3'], ['o', '0'], ['i', '1'], ['s', '$']),
  pwKeyboard: parts(oneOf('qwertz', 'azerty', 'qwerty', 'asdfgh', '1q2w3e4r', 'yxcvbn', 'zaq12wsx'), digitsOf(2)),
  pwShort: parts(from(lower, 3), from(digits, 2)),
  pwShortWord: oneOf('geheim', 'secreto', 'hemlis', 'tajne', 'letmein', 'changeit', 'toor', 'hunter2', 'swordfish'),
  pwPin4: digitsOf(4),
  pwPin6: digitsOf(6),
  pwDate: (random) =>
    `${String(10 + Math.floor(random() * 18))}.${String(10 + Math.floor(random() * 3))}.${year(random)}`,
  pwCaps: (random) => parts(word, '_', digitsOf(2))(random).toUpperCase(),
  pwSigns: parts(from(alnum, 3), oneOf('&', '$', '%', '^'), from(alnum, 3), oneOf('@', '*', '(', '/'), from(alnum, 3)),
  pwColon: parts(word, ':', digitsOf(2), from(upper, 2)),
  pwHash: parts(word, '#', digitsOf(2), from(lower, 3)),
  pwAt: parts(word, '@', digitsOf(3)),
  pwEquals: parts(from(alnum, 6), '=', from(alnum, 4), '=='),
  pwAccents: parts(oneOf('Müller', 'élan', 'Åse', 'señor', 'żółw', 'çığlık', 'Größe', 'naïve'), mark, digitsOf(3)),
  pwCyrillic: parts(oneOf('пароль', 'солнышко', 'Киев', 'любовь', 'медведь'), digitsOf(3)),
  pwCjk: parts(oneOf('桜咲く', '富士山', '长城', '비밀', '東京'), digitsOf(4)),
  pwPercent: parts(word, '%40', digitsOf(2), '%23', from(lower, 3)),
  pwLong: parts(
    'My', capital(word), 'Has', digitsOf(1), capital(word), mark,
  ), // prettier-ignore
  pwSentence: parts('the ', word, ' eats ', digitsOf(2), ' ', word, ' pies', mark),
};
