/**
 * Passwords that people choose although everybody tries them first. Our own list of patterns: words, keyboard
 * walks and counting, of which the long common passwords are made by repeating, joining and numbering.
 */

const WORDS = `
password passwort motdepasse contrasena senha wachtwoord parola haslo losenord salasana parool jelszo heslo
passw0rd p4ssword pa55word p4ssw0rd passcode passphrase passwd passme mypassword thepassword newpassword
secret geheim secreto segredo topsecret mysecret private confidential letmein letmeinnow letmeinplease
openup opensesame sesame opensaysme changeme changeit changethis changemenow pleasechange temporary temppass
default welcome welcome1 willkommen bienvenue bienvenido welcomeback hello hello123 helloworld goodmorning
admin administrator administrador sysadmin superadmin superuser rootroot root toor operator manager supervisor
guest visitor user username newuser testuser test tester testing testtest test1234 demo demo1234 sample example
login logon signin signup access account accounts computer internet network server database system security
secure security1 master masterkey mastermind control master123 system32 windows windowsxp linux ubuntu debian
google googlecom facebook twitter instagram amazon apple iphone android samsung nokia microsoft office outlook
yahoo hotmail gmail youtube netflix spotify github gitlab docker kubernetes oracle cisco adobe paypal
iloveyou iloveu ilovejesus iloveme iloveyou2 loveme lovely lover loverboy lovegirl mylove truelove loveyou
princess prince queen king kingking sweetheart sweetie honey darling baby babygirl babyboy angel angels
sunshine moonlight rainbow butterfly flower flowers summer winter spring autumn january february march april
monday tuesday wednesday thursday friday saturday sunday today tomorrow forever whatever nothing something
football baseball basketball softball hockey soccer tennis golfer volleyball rugby cricket skateboard
liverpool arsenal chelsea manchester barcelona realmadrid juventus yankees lakers cowboys steelers eagles
dragon monkey tiger lion panther eagle falcon phoenix wolf wolves bear shark dolphin horse pony kitten
kitty puppy doggy snoopy garfield mickey minnie donald pikachu pokemon naruto sasuke onepiece doraemon
batman superman spiderman ironman captain wonderwoman joker starwars startrek darthvader skywalker yoda
matrix trinity neo morpheus gandalf frodo hobbit merlin wizard magic magician ninja samurai warrior hunter
ranger pirate soldier killer terminator predator alien zombie vampire ghost shadow darkness midnight
michael jennifer jessica ashley amanda daniel andrew joshua matthew anthony christopher jonathan charlie
thomas robert william richard george harry jordan justin jason brandon taylor hannah nicole michelle
andrea patricia elizabeth maria carlos antonio miguel francisco alexander alexandra stefan sebastian
qwerty qwertz azerty qwertyuiop qwerty123 qwertyui asdfgh asdfghjkl asdfasdf zxcvbn zxcvbnm qazwsx qazwsxedc
wsxedc edcrfv rfvtgb tgbyhn yhnujm poiuytrewq lkjhgfdsa mnbvcxz qweasd qweasdzxc asdzxc zaqxsw zaqwsx
qwer asdf zxcv uiop hjkl poiu lkjh mnbv 1qaz 2wsx 3edc 4rfv 5tgb 6yhn 7ujm 8ik 1q2w3e 1q2w3e4r 1q2w3e4r5t
1qaz2wsx 1qaz2wsx3edc qaz123 qwe123 asd123 zxc123 abc abc123 abcd abcd1234 abcde abcdef abcdefg abcdefgh
abcdefghijklmnopqrstuvwxyz aaa aaaa bbbb xxxx zzzz a1b2c3 a1b2c3d4 a1s2d3f4 aa123456
0123456789 123456789 987654321 9876543210 1234567890 12345678910 0987654321 01234567 1234 12345 123456
1234567 12345678 123123 123321 121212 112233 11223344 1122334455 101010 131313 147258369 159753 159357
147852369 741852963 246810 13579 24680 111 1111 11111 111111 222222 333333 444444 555555 666666 777777
888888 999999 000000 696969 420420 007007 54321 654321 7654321 87654321 314159 31415926 271828
nihongo watashi sakura sakurasakura himitsu arigato konnichiwa ohayou tokyo osaka kyoto nippon nihon aishiteru
takahashi tanaka suzuki yamada watanabe hanako tarou doraemon fujisan hiragana katakana genki
trustno1 trustnoone whoami whoareyou fuckyou fuckyou1 fuckme asshole bitch bullshit blowme
freedom liberty america american england france germany italia espana mexico brasil canada australia
cookie chocolate cheese banana orange apple123 strawberry pepper ginger coffee pizza chicken pumpkin
diamond gold golden silver platinum money dollar dollars millionaire lottery lucky lucky7 jackpot
company business corporate enterprise employee customer student teacher school college university
mustang corvette ferrari porsche mercedes toyota honda yamaha kawasaki suzuki1 harley harleydavidson
guitar music rockstar metallica nirvana beatles slipknot eminem blink182 linkinpark greenday
christmas halloween birthday vacation holiday jesus jesuschrist christ blessed heaven church bible
correcthorsebatterystaple thequickbrownfox loremipsum tobeornottobe maytheforcebewithyou
`;

/** The words, lower case, longest first. */
const COMMON_PASSWORDS: readonly string[] = [...new Set(WORDS.split(/\s+/).filter(Boolean))].sort(
  (a, b) => b.length - a.length || a.localeCompare(b),
);

const KNOWN: ReadonlySet<string> = new Set(COMMON_PASSWORDS);
const PARTS = COMMON_PASSWORDS.filter((word) => word.length >= 4);
const LEET: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
};

const plainLetters = (text: string): string => text.replace(/[013457@$]/g, (c) => LEET[c] ?? c);

/** Whether a text is nothing but a unit of up to a third of it, over and over. */
const isRepeated = (text: string): boolean => {
  for (let unit = 1; unit <= text.length / 3; unit += 1) {
    if (text.length % unit === 0 && text === text.slice(0, unit).repeat(text.length / unit)) return true;
  }
  return false;
};

export type Run = 'repetition' | 'sequence';

/** What characters follow each other in: the alphabet, the digits round and round, the rows of a keyboard. */
const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'yxcvbnm',
  'qwertz',
];
const FOLLOWING = new Set(
  ROWS.flatMap((row) => [...row].slice(1).map((character, index) => `${row[index]}${character}`)),
);
const SHORTEST: Record<Run, number> = { repetition: 3, sequence: 4 };

/** How many characters from `from` on are each in the relation to the one before. */
const runLength = (
  text: readonly string[],
  from: number,
  follows: (a: string, b: string) => boolean,
): number => {
  let end = from + 1;
  while (end < text.length && follows(text[end - 1] ?? '', text[end] ?? '')) end += 1;
  return end - from;
};

const RELATIONS: readonly (readonly [Run, (a: string, b: string) => boolean])[] = [
  ['repetition', (a, b) => a === b],
  ['sequence', (a, b) => FOLLOWING.has(a + b)],
  ['sequence', (a, b) => FOLLOWING.has(b + a)],
];

/** The longest run that begins at a place, where there is one long enough to be no accident. */
const runAt = (text: readonly string[], from: number): { run: Run; length: number } | undefined =>
  RELATIONS.map(([run, follows]) => ({ run, length: runLength(text, from, follows) }))
    .filter(({ run, length }) => length >= SHORTEST[run])
    .sort((a, b) => b.length - a.length)[0];

/**
 * What a text in small letters is mostly made of where, each repetition and each row counted as one character, fewer
 * than `min` are left.
 */
export const findRun = (text: string, min: number): Run | undefined => {
  const compact = text.replace(/[^\p{L}\p{N}]/gu, '');
  if (isRepeated(text) || isRepeated(compact)) return 'repetition';
  const characters = [...text];
  const taken: Record<Run, number> = { repetition: 0, sequence: 0 };
  let left = 0;
  for (let index = 0; index < characters.length; left += 1) {
    const found = runAt(characters, index);
    if (found) taken[found.run] += found.length - 1;
    index += found?.length ?? 1;
  }
  if (left >= min || taken.repetition + taken.sequence === 0) return undefined;
  return taken.repetition > taken.sequence ? 'repetition' : 'sequence';
};

/** Takes up to two different known words out of a text, each wherever it stands. */
const withoutWords = (text: string, words: readonly string[]): string => {
  let rest = text;
  let taken = 0;
  for (const word of words) {
    if (taken === 2) break;
    if (!rest.includes(word)) continue;
    rest = rest.replaceAll(word, '');
    taken += 1;
  }
  return rest;
};

/** What must be left of a password once known words and the owner's own words are taken out. */
const MIN_REST = 5;

/**
 * Whether a password is among the first that an attacker tries: on the list, or one or two listed or personal words (`context`: user name, address, product) with little more than digits around them.
 */
export const isCommonPassword = (password: string, context: readonly string[] = []): boolean => {
  const lower = password.normalize('NFKC').toLowerCase();
  const compact = lower.replace(/[^\p{L}\p{N}@$]/gu, '');
  if (KNOWN.has(lower) || KNOWN.has(compact)) return true;
  const own = context
    .map((word) => word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''))
    .filter((word) => word.length >= 3);
  return [compact, plainLetters(compact)].some((text) => {
    const rest = withoutWords(
      own.reduce((left, word) => left.replaceAll(word, ''), text),
      PARTS,
    );
    const letters = rest.replace(/\d/g, '');
    return rest.length < text.length && (rest.length < MIN_REST || letters.length < 2);
  });
};
