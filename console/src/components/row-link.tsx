import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';

/** The link in the first column of a table, to where a click on the row leads. */
export const RowLink = ({ to, children }: { to: string; children: ReactNode }) => (
  <Anchor component={Link} to={to} c="inherit" fw={550} size="sm" style={{ overflowWrap: 'anywhere' }}>
    {children}
  </Anchor>
);
