/**
 * Sign-in pages of one's own, small but whole: they read what the server wrote into the page, ask the Experience API in
 * the order it wants to be asked, and go where it says.
 */
const texts = {
  en: {
    title: 'Sign in',
    username: 'Username',
    password: 'Password',
    button: 'Sign in',
    lost: 'No connection.',
  },
  ja: {
    title: 'サインイン',
    username: 'ユーザー名',
    password: 'パスワード',
    button: 'サインイン',
    lost: '接続できません。',
  },
};

const boot = JSON.parse(document.getElementById('genkan-boot').textContent);
const words = texts[boot.locale] ?? texts.en;
const find = (selector) => document.querySelector(selector);

document.documentElement.lang = words === texts.ja ? 'ja' : 'en';
document.title = words.title;
find('h1').textContent = boot.application ? `${words.title}: ${boot.application.name}` : words.title;
find('[for=username]').textContent = words.username;
find('[for=password]').textContent = words.password;
find('button').textContent = words.button;
find('#username').value = boot.interaction?.loginHint ?? '';

const ask = async (method, path, body) => {
  const answer = await fetch(`/api/experience${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  const value = text === '' ? undefined : JSON.parse(text);
  if (!answer.ok) throw new Error(value.message);
  return value;
};

const signIn = async (username, password) => {
  await ask('PUT', '', { interactionEvent: 'SignIn' });
  const identifier = { type: 'username', value: username };
  const { verificationId } = await ask('POST', '/verification/password', { identifier, password });
  await ask('POST', '/identification', { verificationId });
  const { redirectTo } = await ask('POST', '/submit');
  window.location.assign(redirectTo);
};

find('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = find('button');
  const problem = find('[role=alert]');
  button.disabled = true;
  problem.textContent = '';
  try {
    await signIn(find('#username').value, find('#password').value);
  } catch (error) {
    problem.textContent = error instanceof TypeError ? words.lost : error.message;
    button.disabled = false;
  }
});
