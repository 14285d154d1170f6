/**
 * A connector of one's own: text messages through the (made-up) provider Acme Text. Start the server with
 * CONNECTORS=./samples/connector/connector.mjs and it stands among the others under Connectors.
 *
 * @typedef {import('../../server/src/connectors/factory.ts').SmsFactory} SmsFactory
 */

/** What may be typed. Any library with the Standard Schema interface does (zod, valibot, arktype); so does a function. */
const config = {
  '~standard': {
    version: 1,
    vendor: 'acme',
    validate: (value) => {
      const { endpoint, apiKey, sender, ...unknown } = value;
      const issues = [];
      if (!URL.canParse(endpoint ?? '')) issues.push({ path: ['endpoint'], message: 'must be an address' });
      if (typeof apiKey !== 'string' || apiKey === '')
        issues.push({ path: ['apiKey'], message: 'must be the API key' });
      if (sender !== undefined && !/^\w{1,11}$/.test(sender))
        issues.push({ path: ['sender'], message: 'must be up to 11 letters or digits' });
      for (const name of Object.keys(unknown)) issues.push({ path: [name], message: 'is not a setting' });
      return issues.length > 0 ? { issues } : { value: { endpoint, apiKey, sender: sender ?? 'Genkan' } };
    },
  },
};

/** @type {SmsFactory} */
const acmeText = {
  type: 'Sms',
  id: 'acme-text',
  target: 'acme-text',
  name: { en: 'Acme Text', ja: 'Acme テキスト' },
  description: { en: 'Text messages through Acme.', ja: 'Acme で SMS を送信します。' },
  logo: `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M3 4h18v12H9l-5 4v-4H3z" fill="#c05621"/></svg>')}`,
  isDemo: true,
  customData: { pricing: 'https://acme.example/pricing' },
  readme: 'Make an API key in the Acme console and enter it here.',
  formItems: [
    { type: 'Text', key: 'endpoint', label: 'Endpoint', required: true },
    { type: 'Text', key: 'apiKey', label: 'API key', required: true, isConfidential: true },
    { type: 'Text', key: 'sender', label: 'Sender', defaultValue: 'Genkan' },
  ],
  config,
  destinations: ['endpoint'],
  sendMessage: async ({ outgoing }, settings, message) => {
    const answer = await outgoing(settings.endpoint, {
      method: 'POST',
      headers: { authorization: `Bearer ${settings.apiKey}`, 'idempotency-key': message.id },
      body: new URLSearchParams({
        to: `+${message.to}`,
        from: settings.sender,
        text: message.content,
      }),
      timeout: 10_000,
    });
    if (answer.ok) return { status: 'sent', reference: (await answer.json()).id };
    // Never repeat what the provider says: it may quote the message, and with it the code.
    const status = answer.status === 429 || answer.status >= 500 ? 'retry' : 'rejected';
    return { status, reason: `Acme answered ${answer.status}` };
  },
};

export default acmeText;
