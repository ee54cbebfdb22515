<?php

declare(strict_types=1);

namespace Ringlock\Freepbx;

/**
 * One line at the end of freepbx.conf that loads the gate whatever FreePBX thinks of the module. FreePBX's own hook is quiet
 * while the module is disabled or waits for its upgrade, and where gate.php is missing.
 */
final class Anchor
{
    private const MARK = '// ringlock: the second factor';

    /** @var string */
    private $file;
    /** @var string */
    private $gate;

    public function __construct(object $freepbx)
    {
        $this->file = defined('RINGLOCK_FREEPBX_CONF') ? (string) constant('RINGLOCK_FREEPBX_CONF') : '/etc/freepbx.conf';
        $this->gate = $freepbx->Config->get('AMPWEBROOT') . '/admin/modules/ringlock/gate.php';
    }

    public function isSet(): bool
    {
        return strpos((string) @file_get_contents($this->file), $this->line()) !== false;
    }

    public function file(): string
    {
        return $this->file;
    }

    /** Does nothing where it is set. @return bool whether it could be written */
    public function set(): bool
    {
        if ($this->isSet()) {
            return true;
        }
        $text = (string) @file_get_contents($this->file);
        if ($text === '') {
            return false;
        }
        // A closing tag would make the line text of the page.
        $open = preg_replace('/\?>\s*$/', '', $text);
        return $this->write(rtrim((string) $open) . "\n" . $this->line());
    }

    public function remove(): bool
    {
        $text = (string) @file_get_contents($this->file);
        return $this->isSet() ? $this->write(str_replace($this->line(), '', $text)) : true;
    }

    private function line(): string
    {
        return "if (PHP_SAPI !== 'cli') { require_once '" . addcslashes($this->gate, "'\\") . "'; } " . self::MARK . "\n";
    }

    /** In place of the file at once, with its owner and mode: half a freepbx.conf would stop FreePBX. */
    private function write(string $text): bool
    {
        $about = @stat($this->file);
        $draft = $this->file . '.ringlock';
        // The file holds the database's password, so no one else may read the draft before it has its mode.
        $before = umask(0077);
        $isWritten = $about !== false && @file_put_contents($draft, $text) === strlen($text);
        umask($before);
        if ($isWritten) {
            @chown($draft, $about['uid']);
            @chgrp($draft, $about['gid']);
            @chmod($draft, $about['mode'] & 0777);
        }
        if ($isWritten && @rename($draft, $this->file)) {
            return true;
        }
        @unlink($draft);
        return false;
    }
}
