<?php

declare(strict_types=1);

namespace Ringlock\Freepbx;

/**
 * PHP's session, which FreePBX opens at different times: config.php before the gate and to its end, ajax.php and UCP only after
 * it. The gate looks into it each time, and leaves it open or closed as it was.
 */
final class Session
{
    /** @var bool */
    private $isOurs = false;

    /** Opens it where the browser has one, or $always. */
    public function open(bool $always = false): void
    {
        if (session_status() === PHP_SESSION_ACTIVE) {
            return;
        }
        if ($always || isset($_COOKIE[session_name()])) {
            // Known before it is read: an object of an unknown class loses its mark.
            class_exists('ampuser');
            session_start();
            $this->isOurs = true;
        }
    }

    public function close(): void
    {
        if ($this->isOurs && session_status() === PHP_SESSION_ACTIVE) {
            session_write_close();
        }
        $this->isOurs = false;
    }

    /** Another id, so that one that was planted in this browser opens nothing. */
    public function renew(): void
    {
        if (!session_regenerate_id(true)) {
            throw new \RuntimeException('the session could not get another id');
        }
    }
}
