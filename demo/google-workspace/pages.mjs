/** The stand-in's pages: choose an account, or see why the request is refused. They look like nobody's brand. */

const marks = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text) => String(text).replace(/[&<>"']/g, (mark) => marks[mark]);

const layout = (title, main) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escapeHtml(title)}</title>
    <link rel="icon" href="data:,">
    <style>
      :root { color-scheme: light dark; }
      body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 16px/1.5 system-ui, sans-serif;
        background: light-dark(#eef1f5, #16181c); color: light-dark(#1d2127, #e8eaee); }
      main { width: min(26rem, calc(100vw - 2rem)); padding: 2rem; border-radius: 16px;
        background: light-dark(#fff, #22252b); box-shadow: 0 8px 30px #0002; box-sizing: border-box; }
      h1 { margin: 0 0 .3rem; font-size: 1.4rem; }
      p { margin: 0 0 1.2rem; color: light-dark(#5b6470, #a9b0bb); overflow-wrap: anywhere; }
      .note { margin: 0 0 1rem; padding: .4rem .8rem; border-radius: 8px; font-size: .85rem;
        background: light-dark(#fff4d6, #3d3318); color: light-dark(#6b4e00, #f0d58a); }
      button { display: block; width: 100%; margin: 0 0 .6rem; padding: .7rem 1rem; font: inherit; text-align: left;
        border: 1px solid light-dark(#d5dbe3, #3a3f48); border-radius: 10px; background: transparent; color: inherit; cursor: pointer; }
      button:hover, button:focus-visible { border-color: #3b6fd4; outline: 2px solid #3b6fd4; outline-offset: 1px; }
      button b, button small { display: block; }
      button.cancel { text-align: center; border-color: transparent; color: light-dark(#3b6fd4, #8fb2f5); }
    </style>
  </head>
  <body><main><div class="note">Stand-in for Google Workspace · only for demonstrations</div>${main}</main></body>
</html>`;

/** The account chooser. `fields` travel along as hidden inputs; `scopes` is what the app asks for. */
export function chooserPage({ accounts, fields, clientName, scopes, hint, asksConsent }) {
  const hidden = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  const ordered = [...accounts].sort((a, b) => Number(b.email === hint) - Number(a.email === hint));
  const choices = ordered.map(
    ({ sub, email, given, family }) =>
      `<button name="account" value="${escapeHtml(sub)}"><b>${escapeHtml(`${given} ${family}`)}</b><small>${escapeHtml(email)}</small></button>`,
  );
  const consent = asksConsent
    ? ` Choosing an account also consents to: ${escapeHtml(scopes.join(', '))}.`
    : '';
  return layout(
    'Choose an account',
    `<h1>Choose an account</h1><p>to continue to ${escapeHtml(clientName)}.${consent}</p>
     <form method="post" action="/o/oauth2/v2/auth/choose">${hidden.join('')}${choices.join('')}
     <button class="cancel" name="account" value="">Cancel</button></form>`,
  );
}

/** A request that may not go back to the app: the address to send it to is not trusted. */
export function refusalPage(code, detail) {
  return layout(
    'Error 400',
    `<h1>Access blocked</h1><p>Error 400: ${escapeHtml(code)}</p><p>${escapeHtml(detail)}</p>`,
  );
}

/** What an administrator would find in the cloud console: the OAuth client, and where it may send people back to. */
export function clientPage({ clients, saved }) {
  const forms = clients.map(
    ({ id, secret, name, redirectUris }) => `<form method="post" action="/cloud">
      <input type="hidden" name="client_id" value="${escapeHtml(id)}">
      <p><b>${escapeHtml(name ?? 'OAuth client')}</b></p>
      <p>Client ID<br><code id="client-id">${escapeHtml(id)}</code></p>
      <p>Client secret<br><code id="client-secret">${escapeHtml(secret)}</code></p>
      <p><label for="uris">Authorized redirect URIs, one per line</label><br>
      <textarea id="uris" name="uris" rows="3" style="width:100%;box-sizing:border-box;font:inherit">${escapeHtml(redirectUris.join('\n'))}</textarea></p>
      <button>Save</button></form>`,
  );
  const note = saved ? '<p role="status">Saved.</p>' : '';
  return layout('OAuth client', `<h1>OAuth client</h1>${note}${forms.join('')}`);
}
