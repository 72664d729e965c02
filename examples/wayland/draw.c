/* SPDX-License-Identifier: MIT */
/*
 * draw: fills the screen of a Wayland compositor with a pattern, until standard input ends.
 * Prints "drawn WIDTH HEIGHT" when the compositor has shown it.
 *
 * The pixels are in an object that is sealed against shrinking: the compositor can map it
 * without being prepared for SIGBUS.
 */

#include "xdg-shell.h"

#include <anonshm/anonshm.h>

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <wayland-client.h>

struct window {
    struct wl_compositor *compositor;
    struct wl_shm *shm;
    struct xdg_wm_base *shell;
    struct wl_surface *surface;
    int32_t width, height;
    int is_drawn, is_closed;
};

static int fail(const char *what) {
    fprintf(stderr, "draw: %s: %s\n", what, strerror(errno));
    return 1;
}

/* -- The pixels ------------------------------------------------------------------------- */

static uint32_t color(uint32_t x, uint32_t y) {
    return 0xff000000 | (x & 255) << 16 | (y & 255) << 8 | ((x ^ y) & 255);
}

static int object_with_pattern(int32_t width, int32_t height) {
    const size_t size = 4 * (size_t)width * (size_t)height;
    int object = anonshm_create(size, 0);
    if (object == -1)
        return -1;
    uint32_t *pixels = anonshm_map(object, 0, size, ANONSHM_READ | ANONSHM_WRITE);
    if (pixels == NULL)
        return -1;
    for (size_t i = 0; i < size / 4; i++)
        pixels[i] = color((uint32_t)(i % (size_t)width), (uint32_t)(i / (size_t)width));
    anonshm_unmap(pixels, size);
    return anonshm_seal(object, ANONSHM_SEAL_SHRINK | ANONSHM_SEAL_SEAL) == 0 ? object : -1;
}

static struct wl_buffer *pattern(struct window *window) {
    const int32_t stride = 4 * window->width;
    int object = object_with_pattern(window->width, window->height);
    if (object == -1)
        return NULL;
    struct wl_shm_pool *pool = wl_shm_create_pool(window->shm, object, stride * window->height);
    struct wl_buffer *buffer = wl_shm_pool_create_buffer(pool, 0, window->width, window->height,
                                                         stride, WL_SHM_FORMAT_XRGB8888);
    wl_shm_pool_destroy(pool);
    close(object); /* the library has a copy until it is sent */
    return buffer;
}

/* -- What the compositor says ------------------------------------------------------------- */

static void has_drawn(void *data, struct wl_callback *callback, uint32_t time) {
    (void)time;
    wl_callback_destroy(callback);
    ((struct window *)data)->is_drawn = 1;
}
static const struct wl_callback_listener frame_listener = {has_drawn};

static void configure(void *data, struct xdg_surface *surface, uint32_t serial) {
    struct window *window = data;
    struct wl_buffer *buffer = pattern(window);
    xdg_surface_ack_configure(surface, serial);
    if (buffer == NULL) {
        window->is_closed = fail("cannot make the pixels");
        return;
    }
    wl_callback_add_listener(wl_surface_frame(window->surface), &frame_listener, window);
    wl_surface_attach(window->surface, buffer, 0, 0);
    wl_surface_damage(window->surface, 0, 0, window->width, window->height);
    wl_surface_commit(window->surface);
}
static const struct xdg_surface_listener surface_listener = {configure};

static void resize(void *data, struct xdg_toplevel *toplevel, int32_t width, int32_t height,
                   struct wl_array *states) {
    struct window *window = data;
    (void)toplevel, (void)states;
    window->width = width > 0 ? width : 64;
    window->height = height > 0 ? height : 64;
}
static void close_window(void *data, struct xdg_toplevel *toplevel) {
    (void)toplevel;
    ((struct window *)data)->is_closed = 1;
}
static const struct xdg_toplevel_listener toplevel_listener = {.configure = resize,
                                                               .close = close_window};

static void answer(void *data, struct xdg_wm_base *shell, uint32_t serial) {
    (void)data;
    xdg_wm_base_pong(shell, serial);
}
static const struct xdg_wm_base_listener shell_listener = {answer};

static void found(void *data, struct wl_registry *registry, uint32_t name, const char *kind,
                  uint32_t version) {
    struct window *window = data;
    (void)version;
    if (strcmp(kind, wl_compositor_interface.name) == 0)
        window->compositor = wl_registry_bind(registry, name, &wl_compositor_interface, 1);
    else if (strcmp(kind, wl_shm_interface.name) == 0)
        window->shm = wl_registry_bind(registry, name, &wl_shm_interface, 1);
    else if (strcmp(kind, xdg_wm_base_interface.name) == 0)
        window->shell = wl_registry_bind(registry, name, &xdg_wm_base_interface, 1);
}
static void lost(void *data, struct wl_registry *registry, uint32_t name) {
    (void)data, (void)registry, (void)name;
}
static const struct wl_registry_listener registry_listener = {found, lost};

/* -- The program -------------------------------------------------------------------------- */

static int open_window(struct wl_display *display, struct window *window) {
    wl_registry_add_listener(wl_display_get_registry(display), &registry_listener, window);
    if (wl_display_roundtrip(display) == -1 || window->compositor == NULL ||
        window->shm == NULL || window->shell == NULL)
        return -1;
    xdg_wm_base_add_listener(window->shell, &shell_listener, window);
    window->surface = wl_compositor_create_surface(window->compositor);
    struct xdg_surface *surface = xdg_wm_base_get_xdg_surface(window->shell, window->surface);
    xdg_surface_add_listener(surface, &surface_listener, window);
    struct xdg_toplevel *toplevel = xdg_surface_get_toplevel(surface);
    xdg_toplevel_add_listener(toplevel, &toplevel_listener, window);
    xdg_toplevel_set_fullscreen(toplevel, NULL);
    wl_surface_commit(window->surface);
    return 0;
}

/* Until there is an event; 0: standard input has ended. */
static int wait_for_event(struct wl_display *display) {
    struct pollfd waiting[] = {{wl_display_get_fd(display), POLLIN, 0}, {0, POLLIN, 0}};
    char byte;
    wl_display_flush(display);
    if (poll(waiting, 2, -1) == -1 || (waiting[1].revents != 0 && read(0, &byte, 1) < 1))
        return 0;
    return waiting[0].revents == 0 || wl_display_dispatch(display) != -1;
}

int main(void) {
    struct window window = {0};
    struct wl_display *display = wl_display_connect(NULL);
    if (display == NULL)
        return fail("no compositor");
    if (open_window(display, &window) == -1)
        return fail("the compositor lacks wl_shm or xdg_wm_base");
    while (!window.is_closed && wait_for_event(display))
        if (window.is_drawn) {
            printf("drawn %d %d\n", (int)window.width, (int)window.height);
            fflush(stdout);
            window.is_drawn = 0;
        }
    wl_display_disconnect(display);
    return 0;
}
