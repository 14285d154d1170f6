import { Button } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { ConfirmDialog } from './confirm.tsx';
import { Section } from './section.tsx';

type Props = {
  words: { title: string; text: string; button: string };
  /** What has to be typed. */
  name: string;
  remove: () => Promise<unknown>;
};

/** The end of a details page: deletes what it shows, once its name was typed. */
export const DeleteSection = ({ words, name, remove }: Props) => {
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
        onConfirm={remove}
      >
        {words.text}
      </ConfirmDialog>
    </Section>
  );
};
