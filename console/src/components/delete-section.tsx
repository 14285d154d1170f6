import { Button } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { invalidate } from '../api.ts';
import { leavingForGood } from '../form.tsx';
import { ConfirmDialog } from './confirm.tsx';
import { Section } from './section.tsx';

type Props = {
  words: { title: string; text: string; button: string };
  /** What has to be typed. */
  name: string;
  remove: () => Promise<unknown>;
  /** Where to go when it is gone. */
  back: string;
  /** Path prefixes that are stale then; only read again on the page that follows, for this one shows what is gone. */
  stale: readonly string[];
};

/** The end of a details page: deletes what it shows, once its name was typed. */
export const DeleteSection = ({ words, name, remove, back, stale }: Props) => {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  return (
    <Section title={words.title} description={words.text} danger>
      <Button
        color="red"
        variant="outline"
        w="fit-content"
        leftSection={<IconTrash size={16} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {words.button}
      </Button>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={words.title}
        typed={name}
        action={words.button}
        onConfirm={async () => {
          await remove();
          await navigate(back, { replace: true, state: leavingForGood });
          await invalidate(queries, stale);
        }}
      >
        {words.text}
      </ConfirmDialog>
    </Section>
  );
};
