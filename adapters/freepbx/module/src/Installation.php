<?php

declare(strict_types=1);

namespace Ringlock\Freepbx;

use Ringlock\Portal\Fault;

/** What installing and removing the module changes on the host. */
final class Installation
{
    /** @var object */
    private $freepbx;

    public function __construct(object $freepbx)
    {
        $this->freepbx = $freepbx;
    }

    /** @throws Fault while the settings are not there: an enabled gate without them closes the administration at once */
    public function install(): void
    {
        if (PHP_VERSION_ID < 70400) {
            throw new Fault('Ringlock needs FreePBX 16 or 17: PHP ' . PHP_VERSION . ' is too old.');
        }
        foreach (['curl', 'sodium', 'json'] as $extension) {
            if (!extension_loaded($extension)) {
                throw new Fault("Ringlock needs PHP's extension $extension.");
            }
        }
        $settings = Place::settings();
        $this->makeCacheFolder($settings->cacheFolder());
        (new Passes($this->freepbx->Database))->make();
        if (!(new Anchor($this->freepbx))->isSet()) {
            $this->say("While FreePBX takes in an upgrade of this module, or the module is disabled, it asks for no second factor.");
            $this->say("'fwconsole ringlock anchor' closes that gap with one line in freepbx.conf.");
        }
    }

    public function uninstall(): void
    {
        $anchor = new Anchor($this->freepbx);
        if ($anchor->isSet()) {
            // The line would look for a file that is gone, and stop every web request.
            $anchor->remove();
        }
        (new Passes($this->freepbx->Database))->drop();
        $this->removeCacheFolder();
        @unlink(Place::offFile());
        // It holds the portal's key, which is of no use without the module.
        if (!@unlink(Place::settingsFile()) && is_file(Place::settingsFile())) {
            $this->say(Place::settingsFile() . ' holds the key of the portal: delete it as root.');
        }
    }

    private function makeCacheFolder(?string $folder): void
    {
        if ($folder === null || is_dir($folder)) {
            return;
        }
        if (!@mkdir($folder, 0700)) {
            $this->say("$folder cannot be made: public keys are fetched at each login.");
            return;
        }
        $owner = (string) $this->freepbx->Config->get('AMPASTERISKWEBUSER');
        if ($owner !== '' && function_exists('posix_geteuid') && posix_geteuid() === 0) {
            chown($folder, $owner);
        }
    }

    private function removeCacheFolder(): void
    {
        try {
            $folder = Place::settings()->cacheFolder();
        } catch (Fault $fault) {
            return;
        }
        if ($folder === null) {
            return;
        }
        foreach (glob("$folder/*.json") ?: [] as $file) {
            @unlink($file);
        }
        @rmdir($folder);
    }

    private function say(string $text): void
    {
        if (function_exists('out')) {
            out($text);
        }
    }
}
