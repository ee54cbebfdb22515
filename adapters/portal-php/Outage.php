<?php

declare(strict_types=1);

namespace Ringlock\Portal;

/**
 * Spares a Ringlock that does not answer, and the workers that would wait for it: for three seconds the other requests are told
 * at once. One login that takes too long begins no outage, or a caller who can make one slow would shut the others out.
 */
final class Outage
{
    private const SECONDS = 3;
    /** Answers that failed to come, with none in between. */
    private const MISSES = 3;

    /** @var Cache */
    private $cache;

    public function __construct(Cache $cache)
    {
        $this->cache = $cache;
    }

    public function isOn(): bool
    {
        $until = $this->cache->get('outage')['until'] ?? 0;
        // A time far ahead is of a clock that was set back since.
        return is_int($until) && $until > time() && $until <= time() + self::SECONDS;
    }

    /** @param bool $isCertain whether no address took the request at all */
    public function note(bool $isCertain): void
    {
        $known = $this->cache->get('outage');
        $misses = $isCertain ? self::MISSES : 1 + (int) ($known['misses'] ?? 0);
        $until = $misses >= self::MISSES ? time() + self::SECONDS : 0;
        $this->cache->put('outage', ['misses' => $misses, 'until' => $until]);
    }

    public function end(): void
    {
        $this->cache->drop('outage');
    }
}
