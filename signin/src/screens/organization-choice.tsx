/** Which organizations to share with an application of others: several, or one at most. */
import type { OrganizationChoice as Choice } from 'genkan/boot';
import { usePage } from '../page.ts';

/** Ids of what is shared already, as far as the application may have it again. */
export const sharedOf = ({ organizations, sharesOne }: Choice): string[] => {
  const shared = organizations.filter(({ isShared }) => isShared).map(({ id }) => id);
  return sharesOne && shared.length > 1 ? [] : shared;
};

export const OrganizationChoice = (props: {
  request: Choice;
  chosen: readonly string[];
  onChosen: (chosen: string[]) => void;
}) => {
  const { words } = usePage();
  const { organizations, sharesOne } = props.request;
  if (organizations.length === 0) return null;
  const turn = (id: string, on: boolean) => {
    const others = sharesOne ? [] : props.chosen.filter((one) => one !== id);
    props.onChosen(on && id !== '' ? [...others, id] : others);
  };
  const choices = sharesOne
    ? [...organizations, { id: '', name: words.consent.noOrganization }]
    : organizations;
  return (
    <fieldset class="choices">
      <legend>{sharesOne ? words.consent.oneOrganization : words.consent.organizations}</legend>
      {choices.map(({ id, name }) => (
        <label key={id} class="choice">
          <input
            type={sharesOne ? 'radio' : 'checkbox'}
            class="choice-box"
            name="organization"
            value={id}
            checked={id === '' ? props.chosen.length === 0 : props.chosen.includes(id)}
            onChange={(event) => turn(id, event.currentTarget.checked)}
          />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
};
