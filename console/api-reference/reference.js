/**
 * The API reference: one of the documents that the server describes itself with, drawn by Swagger UI. A token pasted
 * under "Authorize" stays in the page's memory and is sent to the page's own origin alone.
 */
/* global SwaggerUIBundle */
const TEXTS = {
  en: {
    title: 'API reference',
    document: 'API',
    management: 'Management API',
    experience: 'Experience API (sign-in pages)',
    user: 'Account API (signed-in users)',
    hint: 'To try an operation, paste an access token under “Authorize” → “token”.',
    failed: 'The description of the API could not be read. Reload the page.',
    raw: 'OpenAPI document',
    other: '日本語',
  },
  ja: {
    title: 'API リファレンス',
    document: 'API',
    management: 'Management API(管理)',
    experience: 'Experience API(サインイン画面)',
    user: 'Account API(サインイン中のユーザー)',
    hint: '操作を試すには、「Authorize」→「token」にアクセストークンを貼り付けてください。',
    failed: 'API の説明を読み込めませんでした。ページを再読み込みしてください。',
    raw: 'OpenAPI ドキュメント',
    other: 'English',
  },
};
const DOCUMENTS = ['management', 'experience', 'user'];

const query = new URLSearchParams(window.location.search);
const asked = query.get('lang') ?? navigator.language;
const language = asked.toLowerCase().startsWith('ja') ? 'ja' : 'en';
const t = TEXTS[language];
const shown = DOCUMENTS.includes(query.get('document')) ? query.get('document') : DOCUMENTS[0];

const address = (changes) => {
  const next = new URLSearchParams({ document: shown, lang: language, ...changes });
  return `?${next}`;
};
const addressOf = (name) => `/api/.well-known/${name}.openapi.json`;

const drawFrame = () => {
  document.documentElement.lang = language;
  document.title = `${t.title} · Genkan`;
  document.querySelector('h1').textContent = t.title;
  document.querySelector('#hint').textContent = t.hint;
  const label = document.querySelector('label span');
  label.textContent = t.document;
  const select = document.querySelector('select');
  for (const name of DOCUMENTS) select.add(new Option(t[name], name, name === shown, name === shown));
  select.addEventListener('change', () => window.location.assign(address({ document: select.value })));
  const raw = document.querySelector('#raw');
  raw.textContent = t.raw;
  raw.href = addressOf(shown);
  const other = document.querySelector('#other');
  other.textContent = t.other;
  other.lang = language === 'ja' ? 'en' : 'ja';
  other.href = address({ lang: other.lang });
};

const drawReference = async () => {
  const response = await fetch(addressOf(shown));
  if (!response.ok) throw new Error(String(response.status));
  const spec = await response.json();
  // The names of this machine are one tenant: what is tried goes to the origin that the page came from.
  spec.servers = [{ url: window.location.origin }];
  SwaggerUIBundle({
    spec,
    dom_id: '#reference',
    deepLinking: true,
    docExpansion: 'none',
    filter: true,
    defaultModelsExpandDepth: -1,
    displayRequestDuration: true,
    persistAuthorization: false,
    validatorUrl: null,
    withCredentials: false,
    presets: [SwaggerUIBundle.presets.apis],
    layout: 'BaseLayout',
  });
};

drawFrame();
drawReference().catch(() => {
  document.querySelector('#reference').textContent = t.failed;
});
