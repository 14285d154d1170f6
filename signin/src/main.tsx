/** Starts the pages from what the server wrote into the HTML; no request is needed before the first paint. */
import type { Boot } from 'genkan/boot';
import { render } from 'preact';
import { App } from './app.tsx';
import { applyTheme } from './theme.ts';
import './theme.css';

const root = document.getElementById('genkan');
const source = document.getElementById('genkan-boot')?.textContent;
if (!root || !source) throw new Error('the page carries no boot value');

const boot: Boot = JSON.parse(source);
applyTheme(boot.settings.branding);
render(<App boot={boot} />, root);
