/** The Bookstore's pages as plain template strings; every value that comes from outside goes through `escapeHtml`. */

const marks = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text) => String(text).replace(/[&<>"']/g, (mark) => marks[mark]);

const layout = (title, nav, main) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escapeHtml(title)}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/static/bookstore.css">
  </head>
  <body>
    <header><a class="name" href="/">Bookstore</a><nav>${nav}</nav></header>
    <main>${main}</main>
  </body>
</html>`;

const books = [
  ['plum', 'The Entrance Hall', 'Stories about arriving'],
  ['leaf', 'Small Gardens', 'A year with moss and stone'],
  ['sea', 'Letters by Ferry', 'A correspondence'],
  ['sun', 'Breakfast in Kobe', 'Recipes for early mornings'],
];

/** The shop; `reader` holds the ID token's claims of whoever is signed in. */
export function homePage(reader) {
  const nav = reader
    ? '<a href="/protected">My account</a><a class="button quiet" href="/sign-out">Sign out</a>'
    : '<a href="/sign-in">Sign in</a><a class="button" href="/sign-up">Sign up</a>';
  const greeting = reader
    ? `<h1>Welcome, ${escapeHtml(reader.name ?? reader.username ?? reader.email ?? reader.sub)}</h1>
       <p class="lead">You are signed in. Your shelf is waiting.</p>`
    : '<h1>Find your next book</h1><p class="lead">Sign in to see your shelf and your orders.</p>';
  const shelf = books.map(
    ([cover, title, about]) =>
      `<li><span class="cover ${cover}"></span><b>${title}</b><small>${about}</small></li>`,
  );
  return layout('Bookstore', nav, `${greeting}<ul class="shelf">${shelf.join('')}</ul>`);
}

/** What the app knows about the reader. */
export function accountPage(claims, userInfo) {
  const nav = '<a href="/">Home</a><a class="button quiet" href="/sign-out">Sign out</a>';
  const main = `<h1>My account</h1><p class="lead">What this app knows about you.</p>
    ${table('id-token', 'ID token', 'Claims that came with the sign-in.', claims)}
    ${table('userinfo', 'Userinfo', 'Asked just now with the access token.', userInfo)}`;
  return layout('My account · Bookstore', nav, main);
}

/** The reader cancelled, came back with an old link, or the server said no. */
export function failedPage(reason) {
  const main = `<h1>You are not signed in</h1>
    <p class="lead">The sign-in did not finish: <code>${escapeHtml(reason)}</code></p>
    <p><a class="button" href="/sign-in">Try again</a> <a class="button quiet" href="/">Home</a></p>`;
  return layout('Not signed in · Bookstore', '<a href="/">Home</a>', main);
}

function table(id, title, note, values = {}) {
  const rows = Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => {
      const text = typeof value === 'object' ? JSON.stringify(value) : value;
      return `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(text)}</td></tr>`;
    });
  return `<section><h2>${title}</h2><p>${note}</p>
    <div class="scroll"><table id="${id}">${rows.join('')}</table></div></section>`;
}
