/** What an application asks for, in words. */
import type { ConsentRequest } from 'genkan/boot';
import { CheckIcon } from '../icons.tsx';
import { usePage } from '../page.ts';

export const Asks = ({ request }: { request: Pick<ConsentRequest, 'userScopes' | 'permissions'> }) => {
  const { words } = usePage();
  const known: Readonly<Record<string, string>> = words.scopes;
  const about = request.userScopes.flatMap((scope) => known[scope] ?? []);
  const permissions = request.permissions.flatMap(({ api, withinOrganizations, texts }) =>
    texts.map((text) => ({
      text: api === null ? text : `${api}: ${text}`,
      note: withinOrganizations ? words.consent.withinOrganizations : null,
    })),
  );
  return (
    <ul class="asks">
      {about.map((text) => (
        <li key={text}>
          <CheckIcon size={16} />
          <span>{text}</span>
        </li>
      ))}
      {permissions.map(({ text, note }) => (
        <li key={`${text} ${note}`}>
          <CheckIcon size={16} />
          <span>
            {text}
            {note && <small class="asks-note">{note}</small>}
          </span>
        </li>
      ))}
    </ul>
  );
};
