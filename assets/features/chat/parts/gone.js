// What is about one chat goes when that chat does.

import { useEffect, useRef } from 'preact/hooks';

/** Calls `leave` once `chat`, which was here, is not: one was taken out of it. Answers whether that is so. */
export function useGone(chat, leave) {
  const known = useRef(false);
  useEffect(() => {
    if (!chat && known.current) leave();
    known.current ||= Boolean(chat);
  }, [Boolean(chat)]);
  return !chat && known.current;
}
